"""Does the camera look where it is mounted to look?"""

import math
from collections import deque
from dataclasses import dataclass
from typing import Deque, Dict, Iterator, List, Optional, Tuple

import numpy as np

from limphome.core import CameraModel, Detections, Odometry, Scan, Verdict
from limphome.resources import option
from limphome.safety.boxes import foot_m, is_whole
from limphome.safety.hysteresis import Hysteresis
from limphome.safety.lone_things import lone_things
from limphome.safety.reactions import judge

_REACH_M, _WIDTH_M = 8.0, 0.7  # of the things that are compared: a wide one is often two that the camera sees as one
_FARTHEST_RAD = 0.55  # a camera that is turned by more sees other things altogether
_SPREAD_RAD = 0.02  # between the lowest and the highest fifth of the errors of a mount; of wrong pairs they scatter
_NEWEST = 4  # pairs that must agree with all: the others may be of a mount that has been put right since
_TRAVEL_RAD = 0.15  # across the picture, before a pair is believed: a wrong one changes its error on the way

Place = Tuple[float, float]  # bearing [rad], range [m]


@dataclass(frozen=True)
class CameraAimConfig:
    """Options of the camera-aim monitor."""

    aim_error_rad: float = option(0.035, "turn of the camera on its mount that trips: two degrees [rad] (0.013)", 0.001, 1.0)
    aim_pairs: int = option(20, "boxes with a beam of their own that are compared before it speaks", 5, 500)


class CameraAim:
    """Trips when all boxes lie to the same side of what the lidar sees there, by the same angle.

    A box counts when one thing that stands free in the scan, and no other, is as far away as its foot on the floor says.

    Args:
        lidar_x_m: the lidar's place ahead of ``base_link``.
    """

    def __init__(self, config: CameraAimConfig, camera: CameraModel, lidar_x_m: float) -> None:
        self._config, self._camera = config, camera
        self._ahead_m = lidar_x_m - camera.x_m  # of the lidar, from the camera
        self._scan: Optional[Scan] = None
        self._pose: Optional[Odometry] = None
        self._pairs: Deque[Tuple[float, float]] = deque(maxlen=config.aim_pairs)  # bearing of the box, its error
        self._error_rad: Optional[float] = None
        self._turned = Hysteresis(config.aim_error_rad, 0.7 * config.aim_error_rad, 3)

    def observe_scan(self, scan: Scan) -> None:
        """Keep the newest scan."""
        self._scan = scan

    def observe_odometry(self, odometry: Odometry) -> None:
        """Keep the newest speed and turning rate; with one that is no number, no box finds its thing."""
        self._pose = odometry

    def observe_detections(self, detections: Detections) -> None:
        """Compare the boxes with the newest scan."""
        boxes = self._places(detections)
        if not boxes or self._scan is None or self._pose is None:
            return
        # Between picture and scan the robot drove and turned on.
        later_s = self._scan.stamp_s - detections.stamp_s
        ahead_m, turned_rad = self._ahead_m + self._pose.v_mps * later_s, self._pose.w_radps * later_s
        things = [_seen_from(ahead_m, turned_rad, *thing) for thing in lone_things(self._scan, _REACH_M, _WIDTH_M)]
        found = list(_pairs(boxes, things))
        self._pairs.extend(found)
        if found and len(self._pairs) == self._config.aim_pairs:
            self._judge()

    def metrics(self) -> Dict[str, float]:
        """Telemetry of the component ``camera``: the newest error that could be told."""
        return {} if self._error_rad is None else {"aim_error_rad": self._error_rad}

    def verdict(self, now_s: float) -> Verdict:
        """Turned, or well."""
        limit = math.degrees(self._config.aim_error_rad)
        side = "left" if self._error_rad is not None and self._error_rad < 0 else "right"
        told = f"{math.degrees(self._turned.trouble):.1f} degrees to the {side}, at most {limit:.1f}"
        return judge("camera_aim", "camera", now_s, f"the camera is turned {told}" if self._turned.tripped else "")

    def _places(self, detections: Detections) -> List[Place]:
        boxes = [box for box in detections.boxes_xyxy.tolist() if is_whole(self._camera, box)]
        edges = self._camera.bearing_rad(np.array(boxes).reshape(-1, 4)[:, [0, 2]]).mean(axis=1)
        places = zip(edges.tolist(), (foot_m(self._camera, box) - self._camera.x_m for box in boxes))
        return [place for place in places if place[1] < _REACH_M]

    def _judge(self) -> None:
        """All pairs together may accuse; the newest alone acquit, as after a mount was put right."""
        bearings, errors = np.array(self._pairs).T
        low, middle, high = np.quantile(errors, (0.2, 0.5, 0.8)).tolist()
        newest = errors[-_NEWEST:]
        agree = high - low <= _SPREAD_RAD and np.abs(newest - middle).max() <= _SPREAD_RAD
        if agree and np.ptp(bearings) >= _TRAVEL_RAD:
            self._error_rad = middle
            self._turned.update(abs(middle))
        elif np.abs(newest).max() <= self._config.aim_error_rad:
            self._turned.update(float(np.abs(newest).max()))


def _seen_from(ahead_m: float, turned_rad: float, bearing: float, range_m: float) -> Place:
    """Where a thing lies for a camera that the lidar is ahead of, and has turned from."""
    x, y = ahead_m + range_m * math.cos(bearing), range_m * math.sin(bearing)
    return math.atan2(y, x) + turned_rad, math.hypot(x, y)


def _pairs(boxes: List[Place], things: List[Place]) -> Iterator[Tuple[float, float]]:
    """(bearing of the box, less that of its thing) where but one thing can be its own."""
    for bearing, range_m in boxes:
        near = [one for one in things if abs(one[1] - range_m) < 0.2 * range_m + 0.2 and abs(one[0] - bearing) < _FARTHEST_RAD]
        if len(near) == 1:
            yield bearing, bearing - near[0][0]
