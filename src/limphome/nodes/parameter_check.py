"""The user's parameter file, looked at before any process starts: what is refused, and what is worth a note."""

from pathlib import Path
from typing import List

from limphome.nodes.node_list import NODES, SystemOptions, nodes_of
from limphome.nodes.parameter_file import ANY, check_commands, check_parameter_file, name_of, sections
from limphome.nodes.shared_facts import check_facts, limp_note


def check_parameters(options: SystemOptions) -> List[str]:
    """Sentences for the user about what the file leaves out, or holds for nobody.

    Raises:
        LimphomeError: as :func:`check_parameter_file`, :func:`check_commands` and :func:`check_facts`.
    """
    named: List[str] = []
    notes: List[str] = []
    names = [node.name for node in NODES]
    if options.parameters_file:
        path = Path(options.parameters_file)
        check_parameter_file(path, names)
        running = [node.name for node in nodes_of(options)]
        check_commands(path, running)
        check_facts(path, running)
        named = sections(path)
        notes = list(filter(None, [limp_note(path)]))
    notes += [f"nobody here reads section '{full}'{_why(full, names)}" for full in named if full not in (*names, *ANY)]
    if not (options.simulator or options.gazebo or "gate" in named):
        notes.append("no parameters for gate: it drives with the rover's body and braking (see config/my_robot.yaml)")
    return notes


def _why(section: str, names: List[str]) -> str:
    return f": {name_of(section)} runs in no namespace" if name_of(section) in names else ""
