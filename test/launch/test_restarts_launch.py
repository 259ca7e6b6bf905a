"""A node that dies too often under `ros2 launch` stays down, is told on /diagnostics, and the gate stays stopped."""

import os
import signal
import time
import unittest
from pathlib import Path

import pytest

launch_testing = pytest.importorskip(
    "launch_testing", reason="launch_testing comes with ROS 2 from apt (ros-<distribution>-launch-testing), not with the wheels"
)

import rclpy  # noqa: E402
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus  # noqa: E402
from launch import LaunchDescription  # noqa: E402
from launch.actions import IncludeLaunchDescription, SetEnvironmentVariable  # noqa: E402
from launch.launch_description_sources import PythonLaunchDescriptionSource  # noqa: E402
from launch_testing.actions import ReadyToTest  # noqa: E402
from std_msgs.msg import Bool  # noqa: E402

from limphome.core import topics  # noqa: E402
from limphome.nodes.bringup import READY  # noqa: E402
from limphome.nodes.environment import stay_on_this_machine, use_dds_profile  # noqa: E402
from limphome.nodes.qos import qos_of  # noqa: E402
from limphome.nodes.restart_policy import RestartPolicy  # noqa: E402

DOMAIN = "28"
SIM = Path(__file__).parents[2] / "launch" / "sim.launch.py"


@pytest.mark.launch_test
def generate_test_description():
    os.environ["ROS_DOMAIN_ID"] = DOMAIN
    use_dds_profile(os.environ)
    stay_on_this_machine(os.environ)
    system = IncludeLaunchDescription(
        PythonLaunchDescriptionSource(str(SIM)), launch_arguments={"scenario": "still_scene"}.items()
    )
    return LaunchDescription([SetEnvironmentVariable("ROS_DOMAIN_ID", DOMAIN), system, ReadyToTest()])


class TestRestarts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        rclpy.init()
        cls.node = rclpy.create_node("watcher")
        cls.statuses, cls.stops = {}, []
        cls.node.create_subscription(DiagnosticArray, topics.DIAGNOSTICS, cls._on_diagnostics, qos_of(topics.DIAGNOSTICS))
        cls.node.create_subscription(
            Bool, topics.EMERGENCY_STOP, lambda m: cls.stops.append(m.data), qos_of(topics.EMERGENCY_STOP)
        )

    @classmethod
    def tearDownClass(cls):
        cls.node.destroy_node()
        rclpy.shutdown()

    @classmethod
    def _on_diagnostics(cls, message):
        cls.statuses.update({status.name: status for status in message.status})

    def until(self, condition, timeout_s, what):
        deadline_s = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < deadline_s, f"{what}; {self.value('process: pilot', 'restarts')} restarts"
            rclpy.spin_once(self.node, timeout_sec=0.1)

    def value(self, name, key):
        status = self.statuses.get(name)
        return next((one.value for one in status.values if one.key == key), "") if status else ""

    def test_node_that_dies_too_often_latches_the_stop(self):
        self.until(lambda: self.statuses.get("bringup", DiagnosticStatus()).message == READY, 90.0, "it does not come up")
        killed = {"", "0"}
        for _ in range(RestartPolicy().max_restarts + 1):
            self.until(lambda: self.value("process: pilot", "pid") not in killed, 90.0, "the pilot is not started again")
            assert not self.stops, "stopped too early"
            pid = self.value("process: pilot", "pid")
            killed.add(pid)
            os.kill(int(pid), signal.SIGKILL)
        self.until(lambda: self.stops == [True] * max(len(self.stops), 1), 30.0, "the stop was not asked for")
        self.until(lambda: self.statuses["process: pilot"].level == DiagnosticStatus.ERROR, 10.0, "it was not told")
        self.until(lambda: self.value("health: gate", "stopped") == "1.0", 30.0, "the gate does not stand")
