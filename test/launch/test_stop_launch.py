"""An emergency stop outlives the gate under `ros2 launch`."""

import os
import signal
import sys
from pathlib import Path

import pytest

pytest.importorskip(
    "launch_testing", reason="launch_testing comes with ROS 2 from apt (ros-<distribution>-launch-testing), not with the wheels"
)

from std_msgs.msg import Bool

from limphome.core import topics
from limphome.nodes.convert.status_words import GATE
from limphome.nodes.qos import qos_of
from limphome.safety.gate import EMERGENCY_STOP

sys.path.insert(0, str(Path(__file__).parent))  # launch_test loads this file by its path
from watcher import Watcher, simulated


@pytest.mark.launch_test
def generate_test_description():
    return simulated("27")


class TestStop(Watcher):
    def test_a_new_gate_stands_for_the_stop_that_its_predecessor_stood_for(self):
        self.until_ready()
        button = self.node.create_publisher(Bool, topics.EMERGENCY_STOP, qos_of(topics.EMERGENCY_STOP))
        button.publish(Bool(data=True))
        self.until(lambda: self.message(GATE) == EMERGENCY_STOP, 30.0, "the gate does not stand")
        self.node.destroy_publisher(button)  # who pressed it has gone
        self.until(lambda: self.value("process: gate", "pid") not in ("", "0"), 30.0, "nobody tells of the gate's process")
        old = self.value("process: gate", "pid")
        os.kill(int(old), signal.SIGKILL)
        self.until(lambda: self.value("process: gate", "pid") not in (old, "", "0"), 60.0, "the gate is not started again")
        self.statuses.pop(GATE, None)
        self.until(lambda: self.message(GATE) == EMERGENCY_STOP, 60.0, "the new gate forgot the stop")
