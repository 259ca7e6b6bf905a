"""Run one of our nodes stepped: `python -m limphome.nodes.stepped NODE --ros-args ...`, as the simulator's launch does."""

import sys
from importlib import import_module
from inspect import getmembers, isclass

from limphome.core import LimphomeError
from limphome.nodes.main import run_node
from limphome.nodes.node_list import NODES
from limphome.nodes.stage_node import StageNode
from limphome.nodes.stepped.stage import stepped

NAMES = tuple(node.name for node in NODES if node.steps)


def main() -> None:
    """Run the node."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in NAMES:
        print(f"limphome: {LimphomeError(repr(name), 'limphome.nodes.stepped', 'one of ' + ', '.join(NAMES))}", file=sys.stderr)
        sys.exit(2)
    module = import_module(f"limphome.nodes.{name}")
    (node,) = (cls for _, cls in getmembers(module, isclass) if issubclass(cls, StageNode) and cls.__module__ == module.__name__)
    run_node(stepped(node))


if __name__ == "__main__":
    main()
