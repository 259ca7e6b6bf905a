"""A node that dies too often under `ros2 launch` stays down, is told on /diagnostics, and the gate stays stopped."""

import os
import signal
import sys
from pathlib import Path

import pytest

pytest.importorskip(
    "launch_testing", reason="launch_testing comes with ROS 2 from apt (ros-<distribution>-launch-testing), not with the wheels"
)

from diagnostic_msgs.msg import DiagnosticStatus

from limphome.nodes.restart_policy import RestartPolicy

sys.path.insert(0, str(Path(__file__).parent))  # launch_test loads this file by its path
from watcher import Watcher, simulated


@pytest.mark.launch_test
def generate_test_description():
    return simulated("28")


class TestRestarts(Watcher):
    def test_node_that_dies_too_often_latches_the_stop(self):
        self.until_ready()
        killed = {"", "0"}
        for _ in range(RestartPolicy().max_restarts + 1):
            self.until(lambda: self.value("process: pilot", "pid") not in killed, 90.0, "the pilot is not started again")
            assert True not in self.holds, "held too early"
            pid = self.value("process: pilot", "pid")
            killed.add(pid)
            os.kill(int(pid), signal.SIGKILL)
        self.until(lambda: True in self.holds, 30.0, "the stop was not asked for")
        self.until(lambda: self.statuses["process: pilot"].level == DiagnosticStatus.ERROR, 10.0, "it was not told")
        self.until(lambda: self.value("health: gate", "stopped") == "1.0", 30.0, "the gate does not stand")
