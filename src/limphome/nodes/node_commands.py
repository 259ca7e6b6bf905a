"""How the nodes of the list are started without launch."""

import sys
from typing import Any, Dict, List, Sequence, Tuple

from limphome.nodes.node_list import BRINGUP, SystemOptions, bringup_parameters, module_of, nodes_of, parameters_of, remappings_of

NO_LOG_FILE = ("--disable-external-lib-logs",)
"""For rcl: what a node says is kept by who starts it; rcl's own file beside that would say the same, or nothing."""


def command_line(
    module: str,
    parameters: Dict[str, Any],
    remappings: List[Tuple[str, str]],
    parameters_file: str = "",
    last: Sequence[str] = (),
) -> List[str]:
    """How to start a node's process without launch.

    Args:
        last: ``node:name:=value`` each, stronger than the file.
    """
    words = [sys.executable, "-m", *module.split(), "--ros-args", *NO_LOG_FILE]
    for name, value in parameters.items():
        words += ["-p", f"{name}:={_yaml(value)}"]
    for source, target in remappings:
        words += ["-r", f"{source}:={target}"]
    words += ["--params-file", parameters_file] if parameters_file else []
    return words + [word for text in last for word in ("-p", text)]


def commands(options: SystemOptions, again: bool = False) -> Dict[str, List[str]]:
    """Node -> command line, in the order of starting, the bringup last; ``again`` in the place of processes that died."""
    found = {
        node.name: command_line(
            module_of(node, options),
            parameters_of(node, options, again),
            remappings_of(node, options),
            options.parameters_file,
            [f"perception:model:={_yaml(options.model)}"] if node.name == "perception" and options.model else [],
        )
        for node in nodes_of(options)
    }
    found[BRINGUP] = command_line(f"limphome.nodes.{BRINGUP}", bringup_parameters(options), [])
    return found


def _yaml(value: Any) -> str:
    """A value as ROS reads it: a YAML scalar or list; strings in quotes, so that none is taken for a number."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
