"""launch/robot.launch.py composes the stages of a robot with the names and the pilot that were asked for."""

from pathlib import Path

import pytest

pytest.importorskip("launch_ros", reason="launch_ros comes with ROS 2 from apt, not with the wheels")

from launch import LaunchContext
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.utilities import perform_substitutions
from launch_ros.actions import Node

from limphome.core import LimphomeError
from limphome.nodes.launch_watch import LaunchWatch

ROBOT = Path(__file__).parents[2] / "launch" / "robot.launch.py"


def nodes(**arguments):
    """Module -> remappings of every node."""
    context = LaunchContext()
    description = PythonLaunchDescriptionSource(str(ROBOT)).get_launch_description(context)
    context.launch_configurations.update(arguments)
    actions = [action for entity in description.entities for action in entity.visit(context) or []]
    found = {}
    for node in (action for action in actions if isinstance(action, Node)):
        module = node._Node__arguments[1].rpartition(".")[2]
        pairs = node._Node__remappings or []
        found[module] = {perform_substitutions(context, a): perform_substitutions(context, b) for a, b in pairs}
    return found


def test_names_of_the_robot_and_its_own_pilot():
    found = nodes(pilot="false", remap="scan:=/front/scan cmd_vel_nominal:=/cmd_vel cmd_vel:=/base/cmd_vel")
    assert found["gate"] == {"scan": "/front/scan", "cmd_vel_nominal": "/cmd_vel", "cmd_vel": "/base/cmd_vel"}
    assert not {"pilot", "simulator", "camera", "fault_relay"} & set(found)
    assert {"safety_monitor", "perception", "diagnosis", "bringup"} <= set(found)


def test_camera_and_relay_come_when_asked_for():
    found = nodes(camera="/dev/video0", armed="true", remap="scan:=/front/scan odom:=/wheels imu:=/imu/data")
    assert found["fault_relay"] == {"scan/clean": "/front/scan", "odom/clean": "/wheels", "imu/clean": "/imu/data"}
    assert found["camera"] == {"camera/image_raw": "camera/image_raw/clean"}


def test_misspelt_section_of_the_parameter_file_is_refused(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("gaet: {ros__parameters: {}}\npilot: {ros__parameters: {}}")
    with pytest.raises(LimphomeError, match="did you mean gate"):
        nodes(parameters=str(path))


def test_a_namespace_is_refused_for_diagnostics_have_none():
    context = LaunchContext()
    context.launch_configurations["ros_namespace"] = "/robot1"
    with pytest.raises(LimphomeError, match=r"namespace 'robot1'.*ROS_DOMAIN_ID"):
        LaunchWatch().begin().visit(context)


def test_name_that_no_node_would_take_is_refused():
    with pytest.raises(LimphomeError, match="one of camera/image_raw, scan"):
        nodes(remap="scam:=/scan")
