"""In what two drives of one story differ (docs/numbers.md: lockstep and ROS agree)."""

from typing import List, Tuple

from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.outcome import GOAL_REACHED_M, Outcome
from limphome.core import Mode

TOLERANCE_S = 0.5
Change = Tuple[float, Mode, str]


def changes_of(log: DriveLog) -> List[Change]:
    """(time, mode, monitor of the first reason) of every change of mode once the robot has set off."""
    changes = [(change.time_s, change.mode, change.reason.partition(":")[0]) for change in log.modes]
    first = next((index for index, change in enumerate(changes) if change[1] == Mode.NOMINAL), len(changes))
    return changes[first + 1 :]


def differences(one: DriveLog, other: DriveLog) -> Tuple[str, ...]:
    """A sentence for each thing that must be equal and is not; empty when the drives agree."""
    a, b = Outcome.of(one.track), Outcome.of(other.track)
    results = [mission_of(outcome) for outcome in (a, b)]
    found = [f"mission {results[0]}, {results[1]}"] if results[0] != results[1] else []
    found += [f"contacts {a.contacts}, {b.contacts}"] if a.contacts != b.contacts else []
    found += _of_changes(changes_of(one), changes_of(other))
    return tuple(found)


def mission_of(outcome: Outcome) -> str:
    """``completed`` at the goal, else ``not completed``."""
    return "completed" if outcome.goal_distance_m <= GOAL_REACHED_M else "not completed"


def story_of(log: DriveLog) -> str:
    """The changes of mode on one line: ``4.2 SAFE_STOP scan_stale, 7.1 NOMINAL``."""
    return (
        ", ".join(f"{time_s:.2f} {mode.name} {monitor}".rstrip() for time_s, mode, monitor in changes_of(log))
        or "NOMINAL all along"
    )


def _of_changes(one: List[Change], other: List[Change]) -> List[str]:
    if [change[1] for change in one] != [change[1] for change in other]:
        return ["another order of modes"]
    found = []
    for a, b in zip(one, other):
        if a[2] != b[2]:
            found.append(f"{a[1].name} for {a[2] or 'no reason'} and {b[2] or 'no reason'}")
        if abs(a[0] - b[0]) > TOLERANCE_S:
            found.append(f"{a[1].name} at {a[0]:.2f} s and {b[0]:.2f} s")
    return found
