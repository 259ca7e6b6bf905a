"""A ROS parameter file of the user's, looked at before any node reads it: a node that cannot parse it only dies."""

from pathlib import Path
from typing import Any, Collection, Dict, Iterator, List, Mapping, Tuple

from limphome.core import LimphomeError
from limphome.resources import read_yaml
from limphome.resources.near_name import did_you_mean

ANY = ("*", "**")
"""Sections for every node."""
_COMMANDS = ("gate", "safety_monitor", "fault_relay", "pilot", "simulator", "gazebo_base")
"""Nodes that say or hear commands, all as TwistStamped or all as Twist."""
_NEAR = 0.73
"""So alike are ``gaet`` and ``gate``; names of Nav2 and of drivers (``v4l2_camera``) are less like any of ours."""
_FORM = "NODE: {ros__parameters: {NAME: VALUE}}"


def check_parameter_file(path: Path, nodes: Collection[str]) -> None:
    """Look at the form; what a parameter may be is the node's to say.

    Raises:
        LimphomeError: no YAML, not in the form of ROS, for none of ``nodes``, or with a name that is nearly one of them.
    """
    named = [name_of(full) for full in sections(path)]
    for name in named:
        near = did_you_mean(name, nodes, _NEAR)
        if near and name not in nodes:
            mend = near + "A node of another package that is called so needs a file of its own"
            raise LimphomeError(f"no node is called '{name}'", str(path), mend)
    if not any(name in (*nodes, *ANY) for name in named):
        raise LimphomeError(f"is for {', '.join(named) or 'nobody'}", str(path), "some of " + ", ".join(nodes))


def sections(path: Path) -> List[str]:
    """Names of the nodes that a file is for, with their namespaces; LimphomeError when it is not in the form of ROS."""
    return [name for name, _ in _sections(read_yaml(path), str(path))]


def is_stamped(path: Path, key: str, node: str = "gate") -> bool:
    """What the file says of ``stamped_in`` or ``stamped_out``; true where it says nothing."""
    return bool(value_of(path, key, node, True))


def value_of(path: Path, key: str, node: str, default: Any) -> Any:
    """What the file says of a parameter of a node; ``default`` where it says nothing."""
    given = _sections(read_yaml(path), str(path))
    values = [values[key] for name, values in given if name in (node, *ANY) and key in values]
    return values[-1] if values else default


def check_commands(path: Path, running: Collection[str]) -> None:
    """Look whether the nodes that run would understand each other's commands: else the robot stands and nobody says why.

    Raises:
        LimphomeError: ``stamped_in`` or ``stamped_out`` is not the same for all of ``running`` that say or hear commands.
    """
    for key in ("stamped_in", "stamped_out"):
        said: Dict[bool, list] = {True: [], False: []}
        for node in (one for one in _COMMANDS if one in running):
            said[is_stamped(path, key, node)].append(node)
        if said[True] and said[False]:
            raise LimphomeError(
                f"{key} is false for {', '.join(said[False])} and true for {', '.join(said[True])}",
                str(path),
                f"the same {key} for all of them: who sends a Twist is not heard by who waits for a TwistStamped",
            )


def name_of(section: str) -> str:
    """Name of a section's node without its namespace."""
    return section.rpartition("/")[2]


def _sections(data: Mapping[str, Any], where: str, around: Tuple[str, ...] = ()) -> Iterator[Tuple[str, Dict[str, Any]]]:
    """Names of nodes with the namespaces ``around`` them, those that are a wildcard left out, each with its parameters."""
    for key, inner in data.items():
        if not isinstance(inner, dict):
            raise LimphomeError(f"'{key}' outside of ros__parameters", where, _FORM)
        *spaces, name = (*around, *str(key).strip("/").split("/"))
        if "ros__parameters" not in inner:
            yield from _sections(inner, where, (*spaces, name))
        elif isinstance(inner["ros__parameters"], dict):
            yield "/".join([*(space for space in spaces if space not in ANY), name]), _flat(inner["ros__parameters"])
        else:
            raise LimphomeError(f"'{key}' has no parameters", where, _FORM)


def _flat(values: Mapping[Any, Any], before: str = "") -> Dict[str, Any]:
    """Parameters by their full names, as ROS reads them: ``lidar: {yaw_deg: 180.0}`` is ``lidar.yaw_deg``."""
    flat: Dict[str, Any] = {}
    for key, value in values.items():
        flat.update(_flat(value, f"{before}{key}.") if isinstance(value, dict) else {f"{before}{key}": value})
    return flat
