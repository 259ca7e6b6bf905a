"""The verbs of ``limphome``, each loaded when somebody asks for it."""

import importlib
from typing import Any, List, Optional

import typer

from limphome.cli.help_group import HelpGroup

VERBS = {
    "demo": "limphome.cli.demo.command",
    "run": "limphome.cli.run",
    "up": "limphome.cli.up",
    "down": "limphome.cli.down",
    "state": "limphome.cli.state",
    "reset": "limphome.cli.reset",
    "stop": "limphome.cli.stop",
    "fault": "limphome.cli.fault",
    "param": "limphome.cli.param",
    "data": "limphome.cli.data",
    "model": "limphome.cli.model",
    "diagnose": "limphome.cli.diagnose",
    "bench": "limphome.cli.bench",
    "doctor": "limphome.cli.doctor",
}
"""Verb -> module that holds its typer application under the name ``app``."""

_COMPLETION = ("install_completion", "show_completion")  # typer gives them to every application; a verb needs none


class VerbGroup(HelpGroup):
    """A command group whose verbs are modules, imported one by one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names: Any = dict.fromkeys(VERBS)
        self.commands = names  # for "did you mean"

    def list_commands(self, ctx: Any) -> List[str]:
        """Names of the verbs, in the order in which a new user needs them."""
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Optional[Any]:
        """The command of one verb, or None for a name that is no verb."""
        if cmd_name not in VERBS:
            return None
        command = typer.main.get_command(importlib.import_module(VERBS[cmd_name]).app)
        command.name = cmd_name
        command.params = [one for one in command.params if one.name not in _COMPLETION]
        return command
