"""The node list as launch actions; needs ROS 2 launch, so only the launch files import it."""

import os
import sys
from functools import partial
from typing import Any, List

from launch.actions import LogInfo, SetEnvironmentVariable
from launch_ros.actions import Node

from limphome.nodes.environment import PROFILE_VARIABLES, node_environment
from limphome.nodes.launch_watch import LaunchWatch
from limphome.nodes.node_list import BRINGUP, SystemOptions, bringup_parameters, module_of, nodes_of, parameters_of, remappings_of
from limphome.nodes.parameter_check import check_parameters

_ENVIRONMENT = (
    *PROFILE_VARIABLES,
    "ROS_AUTOMATIC_DISCOVERY_RANGE",
    "ROS_LOCALHOST_ONLY",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
)


def system_actions(options: SystemOptions, one_machine: bool) -> List[Any]:
    """Environment, every node of the list, and the node that brings them up.

    Args:
        options: what runs.
        one_machine: limit discovery to this machine; never on a robot.

    Raises:
        LimphomeError: the parameter file is wrong.
    """
    notes = [LogInfo(msg=f"note: {note}") for note in check_parameters(options)]
    environment = node_environment(one_machine)
    actions: List[Any] = [*notes]
    actions += [SetEnvironmentVariable(key, environment[key]) for key in _ENVIRONMENT if environment.get(key)]
    watch = LaunchWatch()
    actions.append(watch.begin())
    files = [options.parameters_file] if options.parameters_file else []
    for node in nodes_of(options):
        starts = [
            partial(_node, module_of(node, options), [parameters_of(node, options, again), *files], remappings_of(node, options))
            for again in (False, True)
        ]
        actions += watch.keep(node.name, *starts)
    start = partial(_node, f"limphome.nodes.{BRINGUP}", [bringup_parameters(options)], [])
    return [*actions, *watch.keep(BRINGUP, start, start)]


def _node(module: str, parameters: List[Any], remappings: List[Any]) -> Node:
    """A node as ``python -m``: the same interpreter, so no script has to lie where ament looks."""
    return Node(
        executable=sys.executable,
        arguments=["-m", *module.split()],
        exec_name=module.replace(" ", ".").rpartition(".")[2],
        parameters=parameters,
        remappings=remappings,
        output="screen",
        sigterm_timeout="5",
    )


def on(value: str) -> bool:
    """A launch argument as a truth value."""
    return value.strip().lower() in ("true", "1", "yes", "on")


def absolute(path: str) -> str:
    """A path that a process elsewhere finds too; empty stays empty."""
    return os.path.abspath(path) if path else ""
