"""What the simulator knows and no stage may."""

from dataclasses import dataclass
from typing import Tuple


@dataclass(frozen=True)
class Truth:
    """The true state at one moment.

    Attributes:
        time_s: simulated time. x_m, y_m, yaw_rad: pose of ``base_link`` in the world. v_mps: forward speed.
        contacts: touches so far of the robot and anything but the floor; touched: by what, in order.
        contacts_person_moving: of these, with a person while the robot moved faster than 0.05 m/s.
        clearance_m: from the robot's outline to the nearest thing or person; person_clearance_m: to the nearest
            person; both at most 10 m.
        goal_distance_m: to the end of the route, infinite without one. distance_m: driven so far.
        persons_m: x, y of every person.
    """

    time_s: float
    x_m: float
    y_m: float
    yaw_rad: float
    v_mps: float
    contacts: int
    touched: Tuple[str, ...]
    contacts_person_moving: int
    clearance_m: float
    person_clearance_m: float
    goal_distance_m: float
    distance_m: float
    persons_m: Tuple[Tuple[float, float], ...]
