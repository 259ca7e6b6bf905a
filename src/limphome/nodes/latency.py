"""From a picture to the command that knows it: `python -m limphome.nodes.latency`.

Drives a scenario with all nodes as processes and watches their topics from outside: picture, detections with its stamp, the
next scan (the pilot acts when one arrives), the nominal command after it, the command after that.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, List

import numpy as np
from geometry_msgs.msg import TwistStamped
from rclpy.node import Node
from sensor_msgs.msg import CameraInfo, LaserScan

from limphome.core import topics
from limphome.nodes.convert.detections import Detection2DArray
from limphome.nodes.convert.stamp import from_stamp
from limphome.nodes.node_list import SystemOptions
from limphome.nodes.qos import qos_of
from limphome.nodes.system import System

STEPS = ("perception_s", "wait_for_scan_s", "pilot_s", "gate_s")


class LatencyProbe:
    """Collects the time of each step; ``camera_info`` leaves right after its picture and stands for it.

    Args:
        node: of the process that watches.
    """

    def __init__(self, node: Node) -> None:
        self.rows: List[List[float]] = []
        self._taken_s: Dict[float, float] = {}
        self._open: List[List[float]] = []
        for kind, topic, hear in (
            (CameraInfo, topics.CAMERA_INFO, self._on_picture),
            (Detection2DArray, topics.DETECTIONS, self._on_detections),
            (LaserScan, topics.SCAN, lambda _: self._on_step(2)),
            (TwistStamped, topics.NOMINAL_COMMAND, lambda _: self._on_step(3)),
            (TwistStamped, topics.COMMAND, lambda _: self._on_step(4)),
        ):
            node.create_subscription(kind, topic, hear, qos_of(topic))

    def _on_picture(self, message: CameraInfo) -> None:
        self._taken_s[from_stamp(message.header.stamp)] = time.monotonic()

    def _on_detections(self, message: Detection2DArray) -> None:
        taken_s = self._taken_s.pop(from_stamp(message.header.stamp), None)
        if taken_s is not None:
            self._open.append([taken_s, time.monotonic()])

    def _on_step(self, have: int) -> None:
        for row in self._open:
            if len(row) == have:
                row.append(time.monotonic())
        self.rows += [row for row in self._open if len(row) == 5]
        self._open = [row for row in self._open if len(row) < 5]

    def summary(self) -> Dict[str, Any]:
        """Median and 99th percentile of each step and of the whole [s]."""
        if not self.rows:
            return {"pictures": 0}
        times = np.array(self.rows)
        steps = dict(zip(STEPS, np.diff(times, axis=1).T), camera_to_command_s=times[:, -1] - times[:, 0])
        spread = {name: {"median": float(np.median(one)), "p99": float(np.percentile(one, 99))} for name, one in steps.items()}
        return {"pictures": len(times), **spread}


def measure(scenario: str, seconds: float, armed: bool = False) -> Dict[str, Any]:
    """Drive and watch.

    Args:
        armed: with the relay in between.
    """
    with tempfile.TemporaryDirectory() as folder:
        system = System(SystemOptions(scenario=scenario, armed=armed), Path(folder), tell=lambda text: None)
        try:
            probe = LatencyProbe(system.node)
            system.start()
            system.wait_ready()
            system.spin(seconds)
        finally:
            system.stop()
    return {"scenario": scenario, "armed": armed, **probe.summary()}


def main(arguments: List[str]) -> None:
    """Print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="crossing_person")
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--armed", action="store_true", help="with the fault relay in between")
    given = parser.parse_args(arguments)
    print(json.dumps(measure(given.scenario, given.seconds, given.armed)))


if __name__ == "__main__":
    main(sys.argv[1:])
