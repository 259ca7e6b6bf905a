"""The same robot in Gazebo Harmonic: `ros2 launch limphome gazebo.launch.py scenario:=crossing_person headless:=true`.

Needs ros_gz_sim and ros_gz_bridge (apt install ros-jazzy-ros-gz).
"""

import atexit
import shutil
import tempfile
from pathlib import Path

from ament_index_python.packages import get_package_share_directory
from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, IncludeLaunchDescription, OpaqueFunction
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_ros.actions import Node

from limphome.nodes.launch_actions import absolute, on, system_actions
from limphome.nodes.node_list import SENSOR_TOPICS, SystemOptions
from limphome.nodes.qos import CLEAN
from limphome.resources import share_dir
from limphome.simulation.scenario import load_scenario, write_world

ARGUMENTS = [
    DeclareLaunchArgument(
        "scenario", default_value="clear_route", description="Name in config/scenarios, or path of a scenario file."
    ),
    DeclareLaunchArgument("seed", default_value="0", description="Of world, persons and faults."),
    DeclareLaunchArgument("headless", default_value="false", description="No window; the camera still renders."),
    DeclareLaunchArgument("armed", default_value="false", description="Start fault relay and commander; let nodes be damaged."),
    DeclareLaunchArgument("recording", default_value="", description="MCAP file that is written; empty: none."),
    DeclareLaunchArgument(
        "parameters", default_value="", description="ROS parameter file for the nodes; empty: what is shipped."
    ),
]


def _compose(context):
    given = context.launch_configurations
    options = SystemOptions(
        scenario=given["scenario"],
        seed=int(given["seed"]),
        simulator=False,
        gazebo=True,
        armed=on(given["armed"]),
        recording=absolute(given["recording"]),
        parameters_file=absolute(given["parameters"]),
    )
    world = write_world(load_scenario(options.scenario), options.seed, _folder())
    return [*_gazebo(world, on(given["headless"]), options.armed), *system_actions(options, one_machine=True)]


def _folder():
    """For the world's file; it goes when this process ends, and Gazebo with it."""
    folder = tempfile.mkdtemp(prefix="limphome-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _gazebo(world, headless, armed):
    launch_file = Path(get_package_share_directory("ros_gz_sim")) / "launch" / "gz_sim.launch.py"
    flags = "-s --headless-rendering" if headless else ""
    server = IncludeLaunchDescription(
        PythonLaunchDescriptionSource(str(launch_file)),
        launch_arguments={"gz_args": f"-r {flags} {world}", "on_exit_shutdown": "true"}.items(),
    )
    bridge = Node(
        package="ros_gz_bridge",
        executable="parameter_bridge",
        parameters=[{"config_file": str(share_dir() / "config" / "gazebo_bridge.yaml"), "use_sim_time": True}],
        remappings=[(topic, topic + CLEAN) for topic in SENSOR_TOPICS] if armed else [],
        output="screen",
    )
    return [server, bridge]


def generate_launch_description():
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=_compose)])
