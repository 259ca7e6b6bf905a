"""Nominal drive and frozen camera, started by launch/sim.launch.py."""

import sys
import unittest
from pathlib import Path

import pytest

pytest.importorskip(
    "launch_testing", reason="launch_testing comes with ROS 2 from apt (ros-<distribution>-launch-testing), not with the wheels"
)

import launch_testing
from rcl_interfaces.srv import SetParametersAtomically
from rclpy.parameter import Parameter

sys.path.insert(0, str(Path(__file__).parent))  # launch_test loads this file by its path
from watcher import DriveWatcher, simulated


@pytest.mark.launch_test
def generate_test_description():
    return simulated("29", "clear_route", armed="true")


class TestDrive(DriveWatcher):
    """The tests run in the order of their names, on one drive."""

    def test_1_nominal_drive(self):
        self.until(lambda: self.truth.get("distance_m", 0.0) > 3.0, 90.0, "the rover does not drive")
        assert self.modes[-1] == "NOMINAL"
        assert self.truth["contacts"] == 0

    def test_2_frozen_camera_brings_limp_home_and_it_heals(self):
        self.set_freeze(severity=5, duration_s=4.0)
        self.until(lambda: self.modes[-1] in ("LIMP_HOME", "SAFE_STOP"), 10.0, "the frozen camera was not noticed")
        self.until(lambda: self.modes[-1] == "NOMINAL", 30.0, "it did not heal")
        assert self.truth["contacts"] == 0

    def set_freeze(self, **values):
        client = self.node.create_client(SetParametersAtomically, "fault_commander/set_parameters_atomically")
        self.until(client.service_is_ready, 10.0, "no commander")
        request = SetParametersAtomically.Request()
        request.parameters = [Parameter(f"camera.freeze.{key}", value=value).to_parameter_msg() for key, value in values.items()]
        future = client.call_async(request)
        self.until(future.done, 10.0, "the commander does not answer")
        assert future.result().result.successful, future.result().result.reason


@launch_testing.post_shutdown_test()
class TestShutdown(unittest.TestCase):
    """Nothing ends by force."""

    def test_every_process_ended_by_itself(self, proc_info):
        launch_testing.asserts.assertExitCodes(proc_info, allowable_exit_codes=[0])
