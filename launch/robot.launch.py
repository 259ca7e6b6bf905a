"""The stages on a real robot: its drivers publish the sensors, its base takes cmd_vel (docs say which topics).

``remap`` takes the names that driver and base have on this robot. With ``armed:=true`` every sensor that a
driver says has to be in it, and a pilot's ``cmd_vel_nominal``: the relay speaks on our names.
"""

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction

from limphome.nodes.launch_actions import absolute, on, system_actions
from limphome.nodes.node_list import SystemOptions

ARGUMENTS = [
    DeclareLaunchArgument("armed", default_value="false", description="Start fault relay and commander; let nodes be damaged."),
    DeclareLaunchArgument("seed", default_value="0", description="Of injected faults."),
    DeclareLaunchArgument("use_sim_time", default_value="false", description="Stamps follow /clock (playing a recording)."),
    DeclareLaunchArgument(
        "camera", default_value="", description="Device, video, folder or recording for our camera node; empty: a driver's node."
    ),
    DeclareLaunchArgument("pilot", default_value="true", description="Start our pilot; false: yours speaks on cmd_vel_nominal."),
    DeclareLaunchArgument(
        "remap",
        default_value="",
        description="Names on this robot, ours:=theirs each: 'scan:=/front/scan cmd_vel:=/base/cmd_vel'.",
    ),
    DeclareLaunchArgument("recording", default_value="", description="MCAP file that is written; empty: none."),
    DeclareLaunchArgument(
        "parameters", default_value="", description="ROS parameter file for the nodes; empty: what is shipped."
    ),
]


def _compose(context):
    given = context.launch_configurations
    options = SystemOptions(
        simulator=False,
        seed=int(given["seed"]),
        armed=on(given["armed"]),
        use_sim_time=on(given["use_sim_time"]),
        camera=given["camera"],
        pilot=on(given["pilot"]),
        remap=tuple(given["remap"].split()),
        recording=absolute(given["recording"]),
        parameters_file=absolute(given["parameters"]),
    )
    return system_actions(options, one_machine=False)


def generate_launch_description():
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=_compose)])
