"""The whole robot in the embedded simulator: `ros2 launch limphome sim.launch.py scenario:=crossing_person armed:=true`."""

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction

from limphome.nodes.launch_actions import absolute, on, system_actions
from limphome.nodes.node_list import SystemOptions

ARGUMENTS = [
    DeclareLaunchArgument(
        "scenario", default_value="clear_route", description="Name in config/scenarios, or path of a scenario file."
    ),
    DeclareLaunchArgument("seed", default_value="0", description="Of world, sensors, persons and faults."),
    DeclareLaunchArgument("armed", default_value="false", description="Start fault relay and commander; let nodes be damaged."),
    DeclareLaunchArgument(
        "stepped", default_value="false", description="Simulated time waits for every node's answer: exact, not in real time."
    ),
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
        armed=on(given["armed"]),
        stepped=on(given["stepped"]),
        recording=absolute(given["recording"]),
        parameters_file=absolute(given["parameters"]),
    )
    return system_actions(options, one_machine=True)


def generate_launch_description():
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=_compose)])
