"""Listens to a drive, through ROS or in lockstep, and makes its DriveLog."""

import math
from dataclasses import replace
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np

from limphome.cli.report.album import Album
from limphome.cli.report.drive_log import Diagnosis, DriveLog, FaultSpan, ModeChange, TrackPoint
from limphome.cli.report.surroundings import Surroundings
from limphome.core import Cause, Detections, FaultSpec, Frame, Health, Mode, Route, SafetyState, Scan, topics
from limphome.faults.table import component_of

_SET_OFF_M = 0.1
"""Pictures begin when the robot has set off."""
_REPEAT_S = 1.0
"""A ranking is kept when its first answer changes, and once a second."""

_Key = Tuple[str, str, int]


class DriveRecorder:
    """Give every message to :meth:`observe`; :meth:`log` makes the record of what was heard.

    Of ``faults/active`` it wants the specs that act, of ``faults/shown`` (spec, time).
    """

    def __init__(self) -> None:
        self.album = Album()
        self.truth: Any = None
        self.mode = Mode.SAFE_STOP
        self._surroundings = Surroundings()
        self._track: List[TrackPoint] = []
        self._modes: List[ModeChange] = []
        self._diagnoses: List[Diagnosis] = []
        self._faults: List[FaultSpan] = []
        self._keys: List[_Key] = []  # of each span: two faults of one kind may act at once
        self._persons: Dict[str, List[Tuple[float, float, float]]] = {}
        self._metrics: Dict[str, List[Tuple[float, float]]] = {}
        self._route_m = np.zeros((0, 2))
        self._handlers: Dict[str, Callable[[Any, float], None]] = {
            topics.CAMERA: self._on_frame,
            topics.DETECTIONS: self._on_detections,
            topics.SCAN: self._on_scan,
            topics.SAFETY_STATE: self._on_state,
            topics.ROUTE: self._on_route,
            topics.TRUTH: self._on_truth,
            topics.CAUSES: self._on_causes,
            topics.DIAGNOSTICS: self._on_health,
            topics.ACTIVE_FAULTS: self._on_faults,
            topics.FAULTS_SHOWN: self._on_shown,
        }

    def observe(self, topic: str, message: Any, now_s: float) -> None:
        """Take one core message; topics that a report does not need are passed over."""
        handler = self._handlers.get(topic)
        if handler is not None:
            handler(message, now_s)

    @property
    def diagnosis(self) -> Optional[Diagnosis]:
        """The newest ranking."""
        return self._diagnoses[-1] if self._diagnoses else None

    @property
    def reason(self) -> str:
        """First reason of the newest change of mode."""
        return self._modes[-1].reason if self._modes else ""

    @property
    def active_faults(self) -> Tuple[str, ...]:
        """Names of the faults that act now."""
        return tuple(fault.name for fault in self._faults if math.isinf(fault.end_s))

    def log(self, way: str) -> DriveLog:
        """The record of the drive; ``way`` says for a reader how it was driven."""
        if self._track and self.truth.distance_m > _SET_OFF_M:
            self.album.want(self._track[-1].time_s, f"the end, {self.truth.goal_distance_m:.2f} m from the goal")
        return DriveLog(
            way=way,
            route_m=self._route_m,
            track=tuple(self._track),
            modes=tuple(self._modes),
            faults=tuple(self._faults),
            diagnoses=tuple(self._diagnoses),
            surroundings_m=self._surroundings.points_m(),
            persons_m={name: np.array(rows) for name, rows in self._persons.items()},
            metrics={name: np.array(rows).T for name, rows in self._metrics.items()},
            snapshots=self.album.pictures(),
        )

    def _on_frame(self, frame: Frame, now_s: float) -> None:
        self.album.add_frame(frame)

    def _on_detections(self, detections: Detections, now_s: float) -> None:
        self.album.add_detections(detections, calm=self.mode == Mode.NOMINAL and not self.active_faults)

    def _on_scan(self, scan: Scan, now_s: float) -> None:
        if self.truth is not None:
            self._surroundings.add(scan, self.truth.x_m, self.truth.y_m, self.truth.yaw_rad)

    def _on_state(self, state: SafetyState, now_s: float) -> None:
        self.mode = state.mode
        if not self._modes or self._modes[-1].mode != state.mode:
            reason = state.reasons[0] if state.reasons else ""
            self._modes.append(ModeChange(now_s, state.mode, reason))
            if self.truth is not None and self.truth.distance_m > _SET_OFF_M:
                self.album.want(now_s, f"{state.mode.name}{': ' + reason if reason else ''}")

    def _on_route(self, route: Route, now_s: float) -> None:
        self._route_m = route.points_m

    def _on_truth(self, truth: Any, now_s: float) -> None:
        self.truth = truth
        self._track.append(
            TrackPoint(
                time_s=now_s,
                x_m=truth.x_m,
                y_m=truth.y_m,
                v_mps=truth.v_mps,
                mode=self.mode,
                distance_m=truth.distance_m,
                contacts=int(truth.contacts),
                contacts_person_moving=int(truth.contacts_person_moving),
                clearance_m=truth.clearance_m,
                person_clearance_m=truth.person_clearance_m,
                goal_distance_m=truth.goal_distance_m,
            )
        )
        for number, (x_m, y_m) in enumerate(truth.persons_m):
            self._persons.setdefault(f"person {number + 1}", []).append((now_s, x_m, y_m))

    def _on_causes(self, causes: Tuple[Cause, ...], now_s: float) -> None:
        last = self.diagnosis
        if causes and (last is None or now_s >= last.time_s + _REPEAT_S or causes[0].fault != last.best.fault):
            self._diagnoses.append(Diagnosis(now_s, causes))

    def _on_faults(self, acting: Tuple[FaultSpec, ...], now_s: float) -> None:
        keys = [_key(spec) for spec in acting]
        self._faults = [
            span if key in keys or span.end_s <= now_s else replace(span, end_s=now_s)
            for span, key in zip(self._faults, self._keys)
        ]
        open_keys = {key for span, key in zip(self._faults, self._keys) if math.isinf(span.end_s)}
        for spec, key in zip(acting, keys):
            if key not in open_keys:
                self._faults.append(FaultSpan(spec.name, component_of(spec), now_s))
                self._keys.append(key)
                self.album.want(now_s, f"{spec.name} has begun")

    def _on_shown(self, shown: Tuple[FaultSpec, float], now_s: float) -> None:
        """The clock of a reaction starts when the fault first changed something, not when it was set."""
        spec, shown_s = shown
        self._faults = [
            replace(span, start_s=shown_s) if key == _key(spec) and span.start_s <= shown_s < span.end_s else span
            for span, key in zip(self._faults, self._keys)
        ]

    def _on_health(self, row: Health, now_s: float) -> None:
        for name, value in row.metrics.items():
            points = self._metrics.setdefault(f"{row.component}.{name}", [])
            if row.stamp_s > 0 or not points:  # a node that has just come back knows no time yet and stamps 0
                points.append((row.stamp_s, value))


def _key(spec: FaultSpec) -> _Key:
    return spec.name, component_of(spec), spec.severity
