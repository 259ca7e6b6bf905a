"""Everything that a report is made of, whether the drive went through ROS or in lockstep."""

import math
from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple

import numpy as np

from limphome.core import Cause, Detections, Frame, Mode


@dataclass(frozen=True)
class TrackPoint:
    """What the simulator's truth says of one moment, and the mode then; contacts are counted from the start."""

    time_s: float
    x_m: float
    y_m: float
    v_mps: float
    mode: Mode
    distance_m: float = 0.0
    contacts: int = 0
    contacts_person_moving: int = 0
    clearance_m: float = math.inf
    person_clearance_m: float = math.inf
    goal_distance_m: float = math.inf


@dataclass(frozen=True)
class ModeChange:
    """The supervisor's new mode and its first reason (empty for NOMINAL)."""

    time_s: float
    mode: Mode
    reason: str = ""


@dataclass(frozen=True)
class FaultSpan:
    """One injected fault: from the moment it shows until it is healed (infinite: never)."""

    name: str
    component: str
    start_s: float
    end_s: float = math.inf


@dataclass(frozen=True)
class Diagnosis:
    """A ranking of causes, from the moment it was given until the next."""

    time_s: float
    causes: Tuple[Cause, ...]

    @property
    def best(self) -> Cause:
        """The most probable cause."""
        return self.causes[0]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A camera picture at a moment that matters; without detections when the network said nothing on it."""

    time_s: float
    caption: str
    frame: Frame
    detections: Optional[Detections] = None


@dataclass(frozen=True, eq=False)
class DriveLog:
    """One drive. All times are seconds of the robot's clock since its start.

    Attributes:
        way: how it was driven, for a reader (``real ROS 2 processes at real time``).
        route_m: waypoints, shape (n, 2).
        surroundings_m: what the lidar met, shape (k, 2), in the frame of the route.
        persons_m: person -> positions with time, shape (p, 3) of (time, x, y).
        modes: every change of mode; the first is the mode at the start.
        metrics: ``component.metric`` -> shape (2, m): times and values.
    """

    way: str
    route_m: np.ndarray
    track: Tuple[TrackPoint, ...]
    modes: Tuple[ModeChange, ...]
    faults: Tuple[FaultSpan, ...]
    diagnoses: Tuple[Diagnosis, ...]
    surroundings_m: np.ndarray = field(default_factory=lambda: np.zeros((0, 2)))
    persons_m: Mapping[str, np.ndarray] = field(default_factory=dict)
    metrics: Mapping[str, np.ndarray] = field(default_factory=dict)
    snapshots: Tuple[Snapshot, ...] = ()

    def part(self, start_s: float, end_s: float) -> Tuple[TrackPoint, ...]:
        """The track between two times."""
        return tuple(point for point in self.track if start_s <= point.time_s <= end_s)

    @property
    def duration_s(self) -> float:
        """Time of the last thing known."""
        return self.track[-1].time_s if self.track else 0.0

    def mode_at(self, time_s: float) -> Mode:
        """The mode in force; SAFE_STOP before the supervisor first spoke."""
        before = [change.mode for change in self.modes if change.time_s <= time_s]
        return before[-1] if before else Mode.SAFE_STOP

    def diagnosis_at(self, time_s: float) -> Optional[Diagnosis]:
        """The ranking in force, or None before the first."""
        before = [diagnosis for diagnosis in self.diagnoses if diagnosis.time_s <= time_s]
        return before[-1] if before else None
