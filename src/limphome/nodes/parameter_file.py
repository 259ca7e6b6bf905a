"""A ROS parameter file of the user's, looked at before any node reads it: a node that cannot parse it only dies."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any, Collection, Dict, Iterator, Mapping, Tuple

from limphome.core import LimphomeError
from limphome.resources import read_yaml

_ANY = ("*", "**")
_COMMANDS = ("gate", "safety_monitor", "fault_relay", "pilot", "simulator", "gazebo_base")
"""Nodes that say or hear commands, all as TwistStamped or all as Twist."""
_FORM = "NODE: {ros__parameters: {NAME: VALUE}}"


def check_parameter_file(path: Path, nodes: Collection[str]) -> None:
    """Look at the form; what a parameter may be is the node's to say.

    Raises:
        LimphomeError: no YAML, not in the form of ROS, for none of ``nodes``, or with a name that is nearly one of them.
    """
    given = list(_sections(read_yaml(path), str(path)))
    named = [name for name, _ in given]
    if not any(name in (*nodes, *_ANY) for name in named):
        raise LimphomeError(f"is for {', '.join(named) or 'nobody'}", str(path), "some of " + ", ".join(nodes))
    for name in named:
        if name not in nodes and get_close_matches(name, nodes, 1, 0.85):
            raise LimphomeError(f"no node is called '{name}'", str(path), "some of " + ", ".join(nodes))


def check_commands(path: Path, running: Collection[str]) -> None:
    """Look whether the nodes that run would understand each other's commands: else the robot stands and nobody says why.

    Raises:
        LimphomeError: ``stamped_in`` or ``stamped_out`` is not the same for all of ``running`` that say or hear commands.
    """
    given = list(_sections(read_yaml(path), str(path)))
    for key in ("stamped_in", "stamped_out"):
        said: Dict[bool, list] = {True: [], False: []}
        for node in (one for one in _COMMANDS if one in running):
            values = [values[key] for name, values in given if name in (node, *_ANY) and key in values]
            said[bool(values[-1]) if values else True].append(node)
        if said[True] and said[False]:
            raise LimphomeError(
                f"{key} is false for {', '.join(said[False])} and true for {', '.join(said[True])}",
                str(path),
                f"the same {key} for all of them: who sends a Twist is not heard by who waits for a TwistStamped",
            )


def _sections(data: Mapping[str, Any], where: str) -> Iterator[Tuple[str, Dict[str, Any]]]:
    """Names of nodes, without the namespaces around them, each with its parameters."""
    for key, inner in data.items():
        if not isinstance(inner, dict):
            raise LimphomeError(f"'{key}' outside of ros__parameters", where, _FORM)
        if "ros__parameters" not in inner:
            yield from _sections(inner, where)
        elif isinstance(inner["ros__parameters"], dict):
            yield str(key).rpartition("/")[2], inner["ros__parameters"]
        else:
            raise LimphomeError(f"'{key}' has no parameters", where, _FORM)
