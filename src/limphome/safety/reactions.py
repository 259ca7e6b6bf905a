"""What each monitor's finding means for the robot: the one table of the safety argument."""

from dataclasses import dataclass
from enum import Enum
from typing import Dict, Iterable

from limphome.core import Mode, Verdict


class Clear(Enum):
    """Who may end a reaction."""

    HEALS = "heals itself"
    OPERATOR = "operator resets"
    RESTART = "node restarts"


@dataclass(frozen=True)
class Reaction:
    """What the supervisor does about one monitor.

    Attributes:
        demand: mode asked for while the finding stands.
        confirm_s: how long the finding must stand before it counts (debounce) [s].
        recover_s: how long all must be well before it is over (hysteresis) [s].
        clear: who may end it.
        why: the reason for this choice.
        heals_times: how often it may heal itself within a minute; when it comes once more an operator has to look. 0: ever again.
    """

    demand: Mode
    confirm_s: float
    recover_s: float
    clear: Clear
    why: str
    heals_times: int = 0


_LIMP, _STOP = Mode.LIMP_HOME, Mode.SAFE_STOP

REACTIONS: Dict[str, Reaction] = {
    # Without a picture the lidar guard still stops for what stands at its height: slow is safe.
    "camera_stale": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "the lidar guard carries on without a picture, at 0.3 m/s"),
    "camera_rate": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "late pictures show persons late; at 0.3 m/s there is time"),
    "camera_frozen": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "an old picture under a new stamp hides whoever came since"),
    "camera_quality": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "a network that is shown mud reports an empty yard"),
    "camera_soiled": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "a person may stand behind what sticks to the lens"),
    "detections_stale": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "as camera_stale: perception is silent or late"),
    "detections_rate": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "as camera_rate"),
    "perception_heartbeat": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "nobody vouches for the model while its node says nothing"),
    "model_integrity": Reaction(_LIMP, 0.0, 2.0, Clear.HEALS, "a damaged model's detections are not trusted; a reload mends it"),
    "camera_lidar": Reaction(
        _LIMP, 0.0, 2.0, Clear.HEALS, "two sensors contradict each other; the slower speed covers both cases"
    ),
    "camera_aim": Reaction(_LIMP, 0.0, 2.0, Clear.HEALS, "a person's box gets the range of what stands beside the person"),
    # The guard itself stands on these: without them nothing may move.
    "scan_stale": Reaction(_STOP, 0.0, 0.5, Clear.HEALS, "the gate cannot see where it drives"),
    "scan_rate": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "the guard reacts later; 0.3 m/s pays for it"),
    "lidar_thin": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "thin things may fall between the beams that are left"),
    "lidar_blind": Reaction(_STOP, 0.0, 1.0, Clear.HEALS, "too few beams are left to see a person"),
    "scan_frozen": Reaction(_STOP, 0.0, 0.5, Clear.HEALS, "an old scan under a new stamp hides whoever came since"),
    "odometry_stale": Reaction(_STOP, 0.0, 0.5, Clear.HEALS, "speed and so stopping distance are unknown"),
    "odometry_rate": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "speed is known late"),
    "imu_stale": Reaction(_LIMP, 0.0, 1.0, Clear.HEALS, "nothing cross-checks the wheels any more"),
    "imu_odometry": Reaction(_LIMP, 0.0, 2.0, Clear.HEALS, "wheels or gyro are wrong, and which one is not known"),
    "clock": Reaction(_STOP, 0.0, 0.5, Clear.HEALS, "ages cannot be told, so nothing can be called fresh"),
    # Who drives, and whether the base obeys.
    "nominal_command_stale": Reaction(_STOP, 0.0, 0.5, Clear.HEALS, "nobody is driving"),
    "command_stale": Reaction(_STOP, 0.0, 0.5, Clear.HEALS, "the base obeys what was right a while ago"),
    "command_source": Reaction(
        _STOP, 0.0, 1.0, Clear.HEALS, "a second driver passes every guard by; the independent brake stops it"
    ),
    "base_overspeed": Reaction(
        _STOP,
        0.0,
        1.0,
        Clear.HEALS,
        "it drives, rolls back or turns faster than commands leave; the independent brake stops it, but not again and again",
        heals_times=1,
    ),
    "base_tracking": Reaction(_LIMP, 0.0, 5.0, Clear.HEALS, "a base that does not follow may not brake as promised either"),
    "base_stuck": Reaction(_STOP, 0.0, 0.0, Clear.OPERATOR, "driven wheels that do not turn: something may be under the robot"),
}

AGAIN = "; came back within a minute, an operator has to look"
"""Ends the reason of what may not heal itself once more."""
REQUEST = "request"
"""Stands in the place of a monitor where a stop was asked for."""

# For a monitor that a user's package adds: its own demand counts, and heals with it.
DEFAULT = Reaction(Mode.NOMINAL, 0.0, 1.0, Clear.HEALS, "a user's monitor")


def waits_for_operator(reasons: Iterable[str]) -> bool:
    """Whether one of the supervisor's reasons, ``monitor: text`` each, stands until an operator has looked."""
    reasons = tuple(reasons)
    names = {reason.partition(":")[0] for reason in reasons}
    return (
        REQUEST in names
        or any(reason.endswith(AGAIN) for reason in reasons)
        or any(REACTIONS.get(name, DEFAULT).clear is Clear.OPERATOR for name in names)
    )


def judge(monitor: str, component: str, now_s: float, reason: str) -> Verdict:
    """The verdict of a monitor of the table; an empty reason means that all is well."""
    if not reason:
        return Verdict(now_s, monitor, component)
    return Verdict(now_s, monitor, component, REACTIONS[monitor].demand, reason)
