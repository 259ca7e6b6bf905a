"""How soon a killed perception is back, and for how long the other nodes hear nothing because of it, over DDS at real time.

Each round is a ``limphome up`` whose perception is killed; with several profiles they take turns. On an idle machine.

usage: python scripts/return_times.py [--rounds 8] [--profile FILE ...]
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any, Dict, Iterable, List, Tuple

from limphome.cli.checks.ros_domain import free_domain
from limphome.core import Mode, topics
from limphome.diagnosis.recording import messages_of, stamp_s_of
from limphome.nodes.environment import PROFILE_VARIABLES
from limphome.resources import share_dir

DRIVES_S, BACK_WITHIN_S = 5.0, 9.0
SHIPPED = share_dir() / "config" / "dds_profile.xml"
OTHERS = (topics.NOMINAL_COMMAND, topics.COMMAND, topics.SAFETY_STATE)
"""What pilot, gate and safety monitor say; the monitor ten times a second, the others more often."""


def drive(profile: Path, runs: Path) -> Path:
    """One drive with a kill; its recording."""
    named = dict.fromkeys(PROFILE_VARIABLES, str(profile))
    environment = {**os.environ, **named, "ROS_DOMAIN_ID": str(free_domain())}
    command = [sys.executable, "-u", "-m", "limphome", "up", "--armed", "--scenario", "clear_route", "--runs", str(runs)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as up:
        assert up.stdout is not None
        next(line for line in up.stdout if "NOMINAL" in line)
        time.sleep(DRIVES_S)
        os.kill(_perception_of(up.pid), signal.SIGKILL)
        time.sleep(BACK_WITHIN_S)
        up.send_signal(signal.SIGINT)
        up.communicate()
    return next(runs.glob("*/recording.mcap"))


def measure(recording: Path) -> Tuple[float, float, float]:
    """From the kill to the first detection and to NOMINAL [s], and the longest silence of the other nodes after it [s]."""
    said_s: Dict[str, List[float]] = {topic: [] for topic in (topics.DETECTIONS, *OTHERS)}
    nominal_s: List[float] = []
    for topic, message in messages_of(recording, *said_s):
        said_s[topic].append(_state_s(message) if topic == topics.SAFETY_STATE else stamp_s_of(message))
        if topic == topics.SAFETY_STATE and message.message == Mode.NOMINAL.name:
            nominal_s.append(said_s[topic][-1])
    killed_s, back_s = max(_pauses(said_s[topics.DETECTIONS]), key=lambda pause: pause[1] - pause[0])
    silence_s = max(end - begin for topic in OTHERS for begin, end in _pauses(said_s[topic]) if begin > killed_s)
    well_s = next((at_s for at_s in nominal_s if at_s > back_s), float("inf"))
    return back_s - killed_s, well_s - killed_s, silence_s


def _pauses(stamps_s: List[float]) -> Iterable[Tuple[float, float]]:
    return zip(stamps_s, stamps_s[1:])


def _state_s(message: Any) -> float:
    return float(next(pair.value for pair in message.values if pair.key == "stamp_s"))


def _perception_of(starter: int) -> int:
    found = subprocess.run(["pgrep", "-P", str(starter), "-f", "nodes.perception"], capture_output=True, text=True, check=True)
    return int(found.stdout.split()[0])


def main() -> None:
    """Print each drive, and a median for each profile."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--profile", type=Path, action="append", help="DDS profile, once for each; default: the shipped one")
    given = parser.parse_args()
    found: Dict[Path, List[Tuple[float, float, float]]] = {profile: [] for profile in given.profile or [SHIPPED]}
    for _ in range(given.rounds):
        for profile, measured in found.items():
            with tempfile.TemporaryDirectory() as folder:
                measured.append(measure(drive(profile, Path(folder))))
            told = "detections after {:.1f} s, NOMINAL after {:.1f} s; the others silent for up to {:.2f} s".format(*measured[-1])
            print(f"{profile.name}: {told}", flush=True)
    for profile, measured in found.items():
        medians = [f"{median(column):.2f} ({min(column):.2f} to {max(column):.2f})" for column in zip(*measured)]
        print(
            f"{profile.name}, {len(measured)} drives: detections {medians[0]} s, NOMINAL {medians[1]} s, silence {medians[2]} s"
        )


if __name__ == "__main__":
    main()
