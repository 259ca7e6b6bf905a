"""How a network of ours becomes INT8."""

from dataclasses import dataclass
from typing import Tuple

METHODS = ("percentile", "minmax", "entropy")
"""Of calibration."""


@dataclass(frozen=True)
class IntegerForm:
    """What is asked of the INT8 files.

    Attributes:
        method: of calibration.
        whole: every convolution in INT8, also those that write scores and boxes: for accelerators that know integers only.
        most_loss: of COCO mAP; where calibration alone costs more, training goes on with rounding.
        steps: batches of that training, 0 for never.
        pictures: so many set the ranges, and so many choose; 0: as many as the recipe says, and a usual number.
        left: convolutions beside those that write scores and boxes that stay in float, as the network names them.
    """

    method: str
    whole: bool = False
    most_loss: float = 0.005
    steps: int = 0
    pictures: int = 0
    left: Tuple[str, ...] = ()
