"""How a base brakes, from a recorded drive: `python -m limphome.safety.braking RECORDING`.

Tells of every stop on command how long the base took to begin, how hard it braked, and how far it went.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Tuple

import numpy as np

from limphome.core import LimphomeError, topics
from limphome.resources.recording import recorded_messages, recorded_topics

_OTHER = {
    "geometry_msgs/msg/TwistStamped": "geometry_msgs/msg/Twist",
    "geometry_msgs/msg/Twist": "geometry_msgs/msg/TwistStamped",
}
_ODOMETRY = "nav_msgs/msg/Odometry"
_STANDS_MPS = 0.02
_SLOWEST_MPS = 0.1  # from less than this a stop tells nothing
_HIGH, _LOW = 0.9, 0.1  # of the speed: between them the braking is read


@dataclass(frozen=True)
class Stop:
    """One stop on command.

    Attributes:
        time_s: since the recording began. speed_mps: when the command fell to zero.
        delay_s: until the base began to brake. braking_mps2: from then on. way_m: driven from the command to standing still.
    """

    time_s: float
    speed_mps: float
    delay_s: float
    braking_mps2: float
    way_m: float


def stops(commands: np.ndarray, odometry: np.ndarray) -> List[Stop]:
    """Every stop on command.

    Args:
        commands, odometry: rows of (time [s], forward speed [m/s]), in the order of time, on one clock.
    """
    zero = np.abs(commands[:, 1]) < 1e-3
    fell = np.flatnonzero(zero[1:] & ~zero[:-1]) + 1
    rose = np.flatnonzero(~zero[1:] & zero[:-1]) + 1
    found = []
    for index in fell.tolist():
        later = rose[rose > index]
        until_s = commands[later[0], 0] if len(later) else np.inf
        found.append(_stop(odometry, float(commands[index, 0]), until_s))
    return [stop for stop in found if stop is not None]


def _stop(odometry: np.ndarray, asked_s: float, until_s: float) -> Optional[Stop]:
    """The stop asked for at ``asked_s``; None when the robot hardly moved or was let go before it stood."""
    rows = odometry[(odometry[:, 0] >= asked_s) & (odometry[:, 0] < until_s)]
    times_s, speeds = rows[:, 0], np.abs(rows[:, 1])
    stands = np.flatnonzero(speeds < _STANDS_MPS)
    if not len(stands) or speeds[0] < _SLOWEST_MPS:
        return None
    times_s, speeds = times_s[: stands[0] + 1], speeds[: stands[0] + 1]
    speed = float(speeds[0])
    high, low = _HIGH * speed, max(_LOW * speed, _STANDS_MPS)  # below that it stands, and nothing was read
    high_s, low_s = _falls_below(times_s, speeds, high), _falls_below(times_s, speeds, low)
    braking = (high - low) / max(low_s - high_s, 1e-6)
    delay_s = max(high_s - (speed - high) / braking - asked_s, 0.0)
    way_m = speed * (times_s[0] - asked_s) + float(np.sum(np.diff(times_s) * (speeds[1:] + speeds[:-1]) / 2))
    return Stop(asked_s, speed, delay_s, braking, way_m)


def _falls_below(times_s: np.ndarray, speeds: np.ndarray, limit: float) -> float:
    """When the speed falls below a limit for good, between two measurements."""
    last = int(np.flatnonzero(speeds >= limit)[-1])
    share = (speeds[last] - limit) / (speeds[last] - speeds[last + 1])
    return float(times_s[last] + share * (times_s[last + 1] - times_s[last]))


def read(path: Path, command: str, odometry: str) -> Tuple[np.ndarray, np.ndarray]:
    """(time, speed) of commands and odometry, from an MCAP recording; time is when the recorder heard them.

    Raises:
        LimphomeError: no readable recording, or nothing of a topic in it.
    """
    rows: Dict[str, List[Tuple[float, float]]] = {command: [], odometry: []}
    for topic, heard_ns, message in recorded_messages(path, rows):
        while hasattr(message, "twist"):  # Odometry has one in another, TwistStamped one, Twist none
            message = message.twist
        rows[topic].append((heard_ns * 1e-9, message.linear.x))
    for topic, found in rows.items():
        if not found:
            raise _nothing_of(topic, path)
    began_s = min(found[0][0] for found in rows.values())
    return np.array(rows[command]) - (began_s, 0.0), np.array(rows[odometry]) - (began_s, 0.0)


def _nothing_of(topic: str, path: Path) -> LimphomeError:
    kinds = recorded_topics(path)
    if topic in kinds:
        other = _OTHER.get(kinds[topic], "<package>/msg/<Type>")
        mend = f"a drive; where it is said as {other}, '{topic} {other}' in topics of recorder in the parameter file"
        return LimphomeError(f"{topic} was heard as {kinds[topic]}, and nobody said one", str(path), mend)
    fit = ", ".join(f"{name} ({kind})" for name, kind in sorted(kinds.items()) if kind in (*_OTHER, _ODOMETRY))
    mend = "a recording of a drive; --command and --odometry name its topics" + (f", one of {fit}" if fit else "")
    return LimphomeError(f"no {topic} in it", str(path), mend)


def _lines(found: List[Stop]) -> Iterator[str]:
    yield "   time   speed   began after   braking     way"
    for stop in found:
        yield (
            f"{stop.time_s:6.1f} s  {stop.speed_mps:4.2f} m/s  {stop.delay_s:6.2f} s  "
            f"{stop.braking_mps2:6.2f} m/s2  {stop.way_m:5.2f} m"
        )
    if found:
        delay_s, braking_mps2 = max(stop.delay_s for stop in found), min(stop.braking_mps2 for stop in found)
        yield f"longest delay {delay_s:.2f} s, least braking {braking_mps2:.2f} m/s2 (stops: {len(found)})"
    else:
        yield "no stop from more than 0.1 m/s in it"


def main(arguments: List[str]) -> int:
    """Print the stops of a recording."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recording", type=Path)
    parser.add_argument("--command", default="/" + topics.COMMAND)
    parser.add_argument("--odometry", default="/" + topics.ODOMETRY)
    given = parser.parse_args(arguments)
    try:
        print("\n".join(_lines(stops(*read(given.recording, given.command, given.odometry)))))
    except LimphomeError as error:
        print(f"limphome: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
