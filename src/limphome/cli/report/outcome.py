"""How a drive, or a part of it, came out."""

import math
from dataclasses import dataclass
from typing import Tuple

from limphome.cli.report.drive_log import TrackPoint
from limphome.core import Mode

GOAL_REACHED_M = 0.5


@dataclass(frozen=True)
class Outcome:
    """What the simulator's truth says.

    Attributes:
        goal_distance_m: at the end.
        distance_m: way driven.
        contacts, contacts_nominal, contacts_person_moving: touches of anything; those in NOMINAL; those of a person while moving.
        min_clearance_m, min_person_clearance_m: the smallest.
    """

    goal_distance_m: float = math.inf
    distance_m: float = 0.0
    contacts: int = 0
    contacts_nominal: int = 0
    contacts_person_moving: int = 0
    min_clearance_m: float = math.inf
    min_person_clearance_m: float = math.inf

    @classmethod
    def of(cls, track: Tuple[TrackPoint, ...]) -> "Outcome":
        """Read it from the track of the drive, or of a part."""
        if not track:
            return cls()
        first, last = track[0], track[-1]
        in_nominal = sum(b.contacts - a.contacts for a, b in zip(track, track[1:]) if b.mode == Mode.NOMINAL)
        return cls(
            goal_distance_m=last.goal_distance_m,
            distance_m=last.distance_m - first.distance_m,
            contacts=last.contacts - first.contacts,
            contacts_nominal=in_nominal,
            contacts_person_moving=last.contacts_person_moving - first.contacts_person_moving,
            min_clearance_m=min(point.clearance_m for point in track),
            min_person_clearance_m=min(point.person_clearance_m for point in track),
        )
