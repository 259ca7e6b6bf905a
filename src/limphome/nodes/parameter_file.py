"""A ROS parameter file of the user's, looked at before any node reads it: a node that cannot parse it only dies."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any, Collection, Iterator, Mapping

from limphome.core import LimphomeError
from limphome.resources import read_yaml

_ANY = ("*", "**")
_FORM = "NODE: {ros__parameters: {NAME: VALUE}}"


def check_parameter_file(path: Path, nodes: Collection[str]) -> None:
    """Look at the form; what a parameter may be is the node's to say.

    Raises:
        LimphomeError: no YAML, not in the form of ROS, for none of ``nodes``, or with a name that is nearly one of them.
    """
    named = list(_named(read_yaml(path), str(path)))
    if not any(name in (*nodes, *_ANY) for name in named):
        raise LimphomeError(f"is for {', '.join(named) or 'nobody'}", str(path), "some of " + ", ".join(nodes))
    for name in named:
        if name not in nodes and get_close_matches(name, nodes, 1, 0.85):
            raise LimphomeError(f"no node is called '{name}'", str(path), "some of " + ", ".join(nodes))


def _named(data: Mapping[str, Any], where: str) -> Iterator[str]:
    """Names of nodes, without the namespaces around them."""
    for key, inner in data.items():
        if not isinstance(inner, dict):
            raise LimphomeError(f"'{key}' outside of ros__parameters", where, _FORM)
        if "ros__parameters" not in inner:
            yield from _named(inner, where)
        elif isinstance(inner["ros__parameters"], dict):
            yield str(key).rpartition("/")[2]
        else:
            raise LimphomeError(f"'{key}' has no parameters", where, _FORM)
