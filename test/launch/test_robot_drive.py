"""A drive with launch/robot.launch.py; the robot is the simulator, under the names that a robot of one's own might have."""

import sys
from pathlib import Path

import pytest

pytest.importorskip(
    "launch_testing", reason="launch_testing comes with ROS 2 from apt (ros-<distribution>-launch-testing), not with the wheels"
)

from launch.actions import ExecuteProcess

sys.path.insert(0, str(Path(__file__).parent))  # launch_test loads this file by its path
from watcher import ROBOT, DriveWatcher, started

NAMES = ("scan:=/front/scan", "odom:=/odometry/filtered", "cmd_vel:=/base/cmd_vel")


@pytest.mark.launch_test
def generate_test_description():
    renamed = [word for name in NAMES for word in ("-r", name)]
    command = [sys.executable, "-m", "limphome.nodes.simulator", "--ros-args", "-p", "start_active:=true", *renamed]
    return started("26", ROBOT, ExecuteProcess(cmd=command, output="screen"), use_sim_time="true", remap=" ".join(NAMES))


class TestRobotDrive(DriveWatcher):
    """Nobody of the robot's own waits for the nodes to come up."""

    def test_it_drives_by_what_the_gate_says_on_the_name_of_its_base(self):
        self.until_ready()
        self.until(lambda: self.truth.get("distance_m", 0.0) > 3.0, 90.0, "the rover does not drive")
        self.until(lambda: self.modes[-1:] == ["NOMINAL"], 10.0, "it is not nominal")
        assert self.truth["contacts"] == 0
        spoken = {name for name, _ in self.node.get_topic_names_and_types()}
        assert {"/front/scan", "/odometry/filtered", "/base/cmd_vel"} <= spoken
        assert not {"/scan", "/odom", "/cmd_vel"} & spoken
