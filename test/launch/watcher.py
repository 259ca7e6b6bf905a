"""What launch tests of the whole simulated system share: how it is started, and a node that listens."""

import os
import time
import unittest
from pathlib import Path

import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from launch import Action, LaunchDescription
from launch.actions import IncludeLaunchDescription, SetEnvironmentVariable
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_testing.actions import ReadyToTest
from std_msgs.msg import Bool

from limphome.core import topics
from limphome.nodes.bringup import READY
from limphome.nodes.convert.truth import to_truth
from limphome.nodes.environment import stay_on_this_machine, use_dds_profile
from limphome.nodes.qos import qos_of

SIM, ROBOT = (Path(__file__).parents[2] / "launch" / f"{name}.launch.py" for name in ("sim", "robot"))


def simulated(domain: str, scenario: str = "still_scene", **arguments: str) -> LaunchDescription:
    """``sim.launch.py`` in a ROS domain of its own."""
    return started(domain, SIM, scenario=scenario, **arguments)


def started(domain: str, file: Path, *beside: Action, **arguments: str) -> LaunchDescription:
    """A launch file and what runs beside it, in a ROS domain of their own."""
    os.environ["ROS_DOMAIN_ID"] = domain
    use_dds_profile(os.environ)
    stay_on_this_machine(os.environ)
    system = IncludeLaunchDescription(PythonLaunchDescriptionSource(str(file)), launch_arguments=arguments.items())
    return LaunchDescription([SetEnvironmentVariable("ROS_DOMAIN_ID", domain), system, *beside, ReadyToTest()])


class Watcher(unittest.TestCase):
    """Hears ``/diagnostics`` and whether the robot is held."""

    @classmethod
    def setUpClass(cls):
        rclpy.init()
        cls.node = rclpy.create_node("watcher")
        cls.statuses, cls.holds = {}, []
        cls.node.create_subscription(DiagnosticArray, topics.DIAGNOSTICS, cls._on_diagnostics, qos_of(topics.DIAGNOSTICS))
        cls.node.create_subscription(Bool, topics.HOLD, lambda m: cls.holds.append(m.data), qos_of(topics.HOLD))

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
            assert time.monotonic() < deadline_s, f"{what}; {self.told()}"
            rclpy.spin_once(self.node, timeout_sec=0.1)

    def told(self):
        """What helps to see why something did not happen."""
        return f"bringup: {self.message('bringup')}"

    def until_ready(self):
        self.until(lambda: self.message("bringup") == READY, 90.0, "it does not come up")

    def message(self, name):
        return self.statuses.get(name, DiagnosticStatus()).message

    def value(self, name, key):
        status = self.statuses.get(name)
        return next((one.value for one in status.values if one.key == key), "") if status else ""


class DriveWatcher(Watcher):
    """Hears the simulator's truth and the modes, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.truth, cls.modes = {}, []
        cls.node.create_subscription(DiagnosticArray, topics.TRUTH, cls._on_truth, qos_of(topics.TRUTH))
        cls.node.create_subscription(DiagnosticStatus, topics.SAFETY_STATE, cls._on_state, qos_of(topics.SAFETY_STATE))

    @classmethod
    def _on_truth(cls, message):
        cls.truth = to_truth(message)

    @classmethod
    def _on_state(cls, message):
        if not cls.modes or cls.modes[-1] != message.message:
            cls.modes.append(message.message)

    def told(self):
        return f"modes {self.modes}, truth {self.truth}, {super().told()}"
