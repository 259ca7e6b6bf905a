"""Which component feeds which, as the topics declare it."""

from dataclasses import dataclass
from typing import Mapping, Sequence, Tuple

import numpy as np

# A component's own output reaches the ones named beside it. The base moves the robot, so it feeds every sensor.
ROVER = {
    "camera": ("base",),
    "lidar": ("base",),
    "odometry": ("base",),
    "imu": ("base",),
    "perception": ("camera",),
    "pilot": ("perception", "lidar", "odometry"),
    "gate": ("pilot", "lidar", "odometry"),
    "base": ("gate",),
    "supervisor": ("camera", "lidar", "odometry", "perception", "pilot", "gate"),
}


def component_of(metric: str) -> str:
    """``camera`` of ``camera.difference``."""
    return metric.split(".", 1)[0]


@dataclass(frozen=True)
class FeedGraph:
    """Component -> the components that feed it; cycles are allowed (the loop is closed)."""

    feeders: Mapping[str, Tuple[str, ...]]

    def input_mask(self, metrics: Sequence[str]) -> np.ndarray:
        """Which metrics may explain which: bool (m, m), row explained by column. Never its own component."""
        owner = [component_of(name) for name in metrics]
        return np.array([[b in self.feeders.get(a, ()) and a != b for b in owner] for a in owner], bool).reshape(
            len(owner), len(owner)
        )

    def edges(self, components: Sequence[str]) -> np.ndarray:
        """Bool (c, c): row is fed by column."""
        return np.array([[b in self.feeders.get(a, ()) for b in components] for a in components], bool).reshape(
            len(components), len(components)
        )
