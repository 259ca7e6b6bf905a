"""What the user says of a network file."""

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Tuple

import numpy as np


@dataclass(frozen=True)
class ImportOptions:
    """What the user says; the rest is proposed.

    Attributes:
        classes: names in the network's order, empty for what the file says.
        size: width and height [px] for a network that leaves them open. layout, decoder: override the shapes.
        anchors: prior boxes of an SSD, shape (n, 4), left, top, right, bottom [px].
        min_score: of every class. sections: section -> key -> value, the last word.
        runtime: what runs it on the robot.
    """

    classes: Tuple[str, ...] = ()
    size: Optional[Tuple[int, int]] = None
    layout: str = ""
    decoder: str = ""
    anchors: Optional[np.ndarray] = None
    min_score: float = 0.5
    nms_iou: float = 0.6
    runtime: str = "onnxruntime"
    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
