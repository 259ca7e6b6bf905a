"""Do camera and lidar tell the same story?"""

from dataclasses import dataclass
from typing import Optional, Tuple

import numpy as np

from limphome.core import CameraModel, Detections, Scan, Verdict
from limphome.resources import option
from limphome.safety.hysteresis import Hysteresis
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
    unseen_range_m: float = option(2.5, "a lone thing that the lidar shows nearer than this must have a box [m]", 0.5, 12.0)
    unseen_width_m: float = option(0.8, "widest thing that counts as alone [m]", 0.1, 3.0)
    contradiction_frames: int = option(8, "pictures in a row that contradict before it trips", 1, 100)


class CameraLidar:
    """Trips when the camera insists on a thing that the lidar does not have, or the other way round.

    Assumes a flat floor, and a camera and a lidar that look level and the same way; nearly
    concentric, so bearings are compared as they are, with a margin for the 0.2 m between them.
    """

    def __init__(self, config: CameraLidarConfig, camera: CameraModel) -> None:
        self._config, self._camera = config, camera
        self._scan: Optional[Scan] = None
        self._phantom = Hysteresis(0.5, 0.5, config.contradiction_frames)
        self._unseen = Hysteresis(0.5, 0.5, config.contradiction_frames)
        self._text = ("", "")

    def observe_scan(self, scan: Scan) -> None:
        """Keep the newest scan."""
        self._scan = scan

    def observe_detections(self, detections: Detections) -> None:
        """Compare the boxes with the newest scan."""
        if self._scan is None:
            return
        phantom, unseen = self._find_phantom(detections, self._scan), self._find_unseen(detections, self._scan)
        self._phantom.update(float(bool(phantom)))
        self._unseen.update(float(bool(unseen)))
        self._text = (phantom or self._text[0], unseen or self._text[1])

    def verdict(self, now_s: float) -> Verdict:
        """A contradiction, or well."""
        text = self._text[0] if self._phantom.tripped else self._text[1] if self._unseen.tripped else ""
        return judge("camera_lidar", "perception", now_s, text)

    def _find_phantom(self, detections: Detections, scan: Scan) -> str:
        for name in ("person", "crate"):
            for box in detections.of_class(name):
                seen_m, lidar_m = self._foot_m(box), _nearest_m(scan, *self._sector(box, 0.03))
                if seen_m < self._config.phantom_range_m and lidar_m > (1.0 + self._config.phantom_excess) * seen_m + 0.3:
                    return f"a {name} seen {seen_m:.1f} m ahead where the lidar sees {lidar_m:.1f} m"
        return ""

    def _find_unseen(self, detections: Detections, scan: Scan) -> str:
        half_view = 0.85 * self._camera.horizontal_fov_rad / 2
        boxes = [self._sector(box, 0.12) for box in detections.boxes_xyxy]
        for bearing, range_m in lone_things(scan, self._config.unseen_range_m, self._config.unseen_width_m):
            if abs(bearing) < half_view and range_m > 0.6 and not any(low <= bearing <= high for low, high in boxes):
                return f"the lidar has a lone thing {range_m:.1f} m ahead without a box"
        return ""

    def _foot_m(self, box: np.ndarray) -> float:
        """Distance of the box's lower edge on a flat floor; infinite at the horizon; cut boxes are nearer than this."""
        below_px = float(box[3]) - self._camera.height_px / 2
        if below_px <= 1.0:
            return float("inf")
        return self._camera.focal_px * self._camera.z_m / below_px + self._camera.x_m

    def _sector(self, box: np.ndarray, margin_rad: float) -> Tuple[float, float]:
        right, left = self._camera.bearing_rad(np.array([box[2], box[0]]))
        return float(right) - margin_rad, float(left) + margin_rad


def _nearest_m(scan: Scan, low_rad: float, high_rad: float) -> float:
    """Smallest range between two bearings; infinite if nothing returned there."""
    inside = (scan.angles_rad >= low_rad) & (scan.angles_rad <= high_rad) & np.isfinite(scan.ranges_m)
    return float(scan.ranges_m[inside].min()) if inside.any() else float("inf")


def lone_things(scan: Scan, range_m: float, width_m: float) -> Tuple[Tuple[float, float], ...]:
    """(bearing, range) of narrow things nearer than ``range_m`` that stand free: background on both sides lies 0.7 m behind."""
    ranges = np.where(np.isnan(scan.ranges_m), np.inf, scan.ranges_m)
    breaks = np.flatnonzero(np.abs(np.diff(np.minimum(ranges, scan.range_max_m))) > 0.3)
    found = []
    for first, last in zip(breaks[:-1] + 1, breaks[1:]):
        nearest = float(ranges[first : last + 1].min())
        width = nearest * scan.angle_increment_rad * (last - first + 1)
        free = min(ranges[first - 1], ranges[last + 1]) - nearest > 0.7
        if last > first and nearest < range_m and width < width_m and free:
            found.append((float(scan.angles_rad[(first + last) // 2]), nearest))
    return tuple(found)
