"""How a network of ours becomes INT8."""

from dataclasses import dataclass

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
    """

    method: str
    whole: bool = False
    most_loss: float = 0.005
    steps: int = 0
