"""Puts lidar and detections together: which returns are things, which are persons, where those walk."""

from collections import deque
from typing import Deque, Dict, List, Optional, Tuple

import numpy as np

from limphome.control.clearance_map import ClearanceMap
from limphome.control.geometry import to_odom
from limphome.control.lidar_things import LidarThings, group_points, scan_points
from limphome.control.pilot_config import PilotConfig
from limphome.control.ranging import box_point
from limphome.control.speed_limits import minded_m
from limphome.control.surroundings import Surroundings
from limphome.control.tracker import Tracker
from limphome.core import CameraModel, Detections, Odometry, Scan

_KEPT_SCANS = 12  # 0.6 s: detections are ranged in the scan of their frame's time, not in the newest
_STANDS_MPS = 0.2
_TURN = np.arange(0.0, 2 * np.pi, np.pi / 8)
_OUTLINE_M = 0.20 * np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)  # who stands is gone round like a thing of this size


class Surveyor:
    """Takes each scan once, and each set of detections once."""

    def __init__(self, config: PilotConfig, camera: CameraModel) -> None:
        self._config, self._camera = config, camera
        self._tracker = Tracker()
        self._scans: Deque[Tuple[float, np.ndarray, Odometry]] = deque(maxlen=_KEPT_SCANS)
        self._ranged_s: Optional[float] = None
        self.metrics: Dict[str, float] = {}

    def look(self, pose: Odometry, scan: Scan, detections: Optional[Detections]) -> Surroundings:
        """What is around, seen from ``pose``, the odometry nearest to the scan."""
        config = self._config
        points = scan_points(scan, config.lidar_x_m, config.half_length_m, config.half_width_m)
        things = group_points(points, config.lidar_x_m)
        self._scans.append((scan.stamp_s, things.points_m, pose))
        owner = self._track(things, pose, scan.stamp_s)
        if detections is not None and detections.stamp_s != self._ranged_s:
            self._ranged_s = detections.stamp_s
            self._vote(detections)
        return self._surroundings(things, owner, pose)

    def _track(self, things: LidarThings, pose: Odometry, now_s: float) -> Dict[int, int]:
        """Number of a small group -> its track."""
        small = np.flatnonzero((things.widths_m < Tracker.MAX_WIDTH_M) & things.island)
        owner = self._tracker.update(to_odom(things.centres_m[small], pose), now_s)
        return dict(zip(small.tolist(), owner))

    def _vote(self, detections: Detections) -> None:
        stamp_s, points, pose = min(self._scans, key=lambda kept: abs(kept[0] - detections.stamp_s))
        persons: List[np.ndarray] = []
        others: List[np.ndarray] = []
        for box, class_id in zip(detections.boxes_xyxy, detections.class_ids):
            point = box_point(box, points, self._camera, self._config.lidar_x_m)
            if point is not None:
                kind = persons if detections.class_names[class_id] == "person" else others
                kind.append(to_odom(point[None], pose)[0])
        self._tracker.vote(persons, others, stamp_s)

    def _surroundings(self, things: LidarThings, owner: Dict[int, int], pose: Odometry) -> Surroundings:
        tracks = self._tracker.tracks
        apart = np.zeros(len(things.centres_m), bool)
        apart[[group for group, index in owner.items() if tracks[index].is_minded]] = True
        minded = [track for track in tracks if track.is_minded]
        places = np.array([track.position_m for track in minded]).reshape(-1, 2)
        velocities = np.array([track.velocity_mps for track in minded]).reshape(-1, 2)
        standing = places[np.hypot(*velocities.T) < _STANDS_MPS]
        outlines = (standing[:, None] + _OUTLINE_M).reshape(-1, 2)
        returns = to_odom(things.points_m[~apart[things.group]], pose)
        self.metrics = {"tracks": float(len(tracks)), "persons_minded": float(len(minded))}
        if len(things.points_m):
            self.metrics["nearest_m"] = float(np.hypot(*things.points_m.T).min())
        around = ClearanceMap(np.concatenate([returns, outlines]), np.array([pose.x_m, pose.y_m]), minded_m(self._config))
        return Surroundings(around, places, velocities)
