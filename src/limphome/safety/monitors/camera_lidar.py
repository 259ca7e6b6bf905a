"""Do camera and lidar tell the same story?"""

from dataclasses import dataclass
from typing import List, Optional, Tuple

import numpy as np

from limphome.core import CameraModel, Detections, Odometry, Scan, Verdict
from limphome.resources import option
from limphome.safety.boxes import foot_m, is_whole
from limphome.safety.hysteresis import Hysteresis
from limphome.safety.lone_things import Walkers, lone_things
from limphome.safety.reactions import judge


@dataclass(frozen=True)
class CameraLidarConfig:
    """Options of the camera-against-lidar monitor."""

    phantom_range_m: float = option(
        5.0, "a person or crate that the camera puts nearer than this must show in the lidar [m]", 0.5, 12.0
    )
    phantom_excess: float = option(
        0.6, "how much farther than the box's foot the lidar may see, as a fraction of that distance", 0.0, 5.0
    )
    unseen_range_m: float = option(3.0, "a thing that walks nearer than this in the lidar must have a box [m]", 0.5, 12.0)
    unseen_width_m: float = option(0.9, "widest thing that counts as a person [m]", 0.1, 3.0)
    lidar_x_m: float = option(0.2, "the lidar's place ahead of base_link [m]", -5.0, 5.0)
    contradiction_frames: int = option(8, "pictures in a row that contradict before it trips", 1, 100)


class CameraLidar:
    """Trips when the camera insists on a thing that the lidar does not have, or the other way round.

    The other way round only what walks counts: a yard is full of things the network has no class
    for, but all that walks in it are persons. Assumes a flat floor, and camera and lidar level and
    above each other, as on the rover.
    """

    def __init__(self, config: CameraLidarConfig, camera: CameraModel) -> None:
        self._config, self._camera = config, camera
        self._scan: Optional[Scan] = None
        self._phantom = Hysteresis(0.5, 0.5, config.contradiction_frames)
        self._walkers = Walkers(config.lidar_x_m)
        self._odometry: Optional[Odometry] = None
        self._unseen = ""
        self._phantom_text = ""

    def observe_scan(self, scan: Scan) -> None:
        """Keep the newest scan."""
        self._scan = scan

    def observe_odometry(self, odometry: Odometry) -> None:
        """Keep the newest pose."""
        self._odometry = odometry

    def observe_detections(self, detections: Detections) -> None:
        """Compare the boxes with the newest scan."""
        if self._scan is None or self._odometry is None:
            return
        phantom = self._find_phantom(detections, self._scan)
        self._phantom.update(float(bool(phantom)))
        self._phantom_text = phantom or self._phantom_text
        self._unseen = self._find_unseen(detections, self._scan, self._odometry)

    def verdict(self, now_s: float) -> Verdict:
        """A contradiction, or well."""
        return judge("camera_lidar", "perception", now_s, self._phantom_text if self._phantom.tripped else self._unseen)

    def _find_phantom(self, detections: Detections, scan: Scan) -> str:
        for name in ("person", "crate"):
            boxes = detections.of_class(name)
            for box, sector in zip(boxes.tolist(), self._sectors(boxes, 0.03)):
                if not is_whole(self._camera, box):
                    continue
                seen_m, lidar_m = foot_m(self._camera, box), _nearest_m(scan, *sector)
                if seen_m < self._config.phantom_range_m and lidar_m > (1.0 + self._config.phantom_excess) * seen_m + 0.3:
                    return f"a {name} seen {seen_m:.1f} m ahead where the lidar sees {lidar_m:.1f} m"
        return ""

    def _find_unseen(self, detections: Detections, scan: Scan, pose: Odometry) -> str:
        config, half_view = self._config, 0.85 * self._camera.horizontal_fov_rad / 2
        boxes = self._sectors(detections.boxes_xyxy, 0.12)
        things = lone_things(scan, config.unseen_range_m, config.unseen_width_m)
        # Outside the picture, or so near that the box may fill it, nobody can ask for a box.
        exempt = [abs(bearing) > half_view or range_m < 0.8 for bearing, range_m in things]
        boxed = [any(low <= bearing <= high for low, high in boxes) for bearing, _ in things]
        walking = self._walkers.observe(things, pose, tuple(map(max, exempt, boxed)))
        unseen = max((track.unseen for track in walking), default=0)
        return (
            f"a thing walks ahead in the lidar, without a box in {unseen} pictures"
            if unseen >= config.contradiction_frames
            else ""
        )

    def _sectors(self, boxes: np.ndarray, margin_rad: float) -> List[Tuple[float, float]]:
        """Lowest and highest bearing of each box (n, 4), with a margin."""
        bearings = self._camera.bearing_rad(boxes[:, [2, 0]]).tolist()
        return [(right - margin_rad, left + margin_rad) for right, left in bearings]


def _nearest_m(scan: Scan, low_rad: float, high_rad: float) -> float:
    """Smallest range between two bearings; infinite if nothing returned there."""
    inside = (scan.angles_rad >= low_rad) & (scan.angles_rad <= high_rad) & np.isfinite(scan.ranges_m)
    return float(scan.ranges_m[inside].min()) if inside.any() else float("inf")
