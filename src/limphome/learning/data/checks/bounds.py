"""From where on a data set fails its checks."""

from dataclasses import dataclass

from limphome.resources.config import option


@dataclass(frozen=True)
class CheckBounds:
    """Bounds of the checks that measure something; a YAML file may set them."""

    same_picture: float = option(0.85, "correlation from which two pictures are one; see docs/data.md", 0.5, 1)
    imbalance: float = option(50.0, "most boxes of one class for a box of another", 1)
    without_box: float = option(0.9, "largest share of pictures without a box", 0, 1)
    drift_distance: float = option(0.2, "Kolmogorov-Smirnov distance that is a drift", 0, 1)
    drift_classes: float = option(0.1, "share of boxes that change class that is a drift", 0, 1)
    drift_level: float = option(0.01, "chance of calling a drift where there is none", 0, 0.5)
