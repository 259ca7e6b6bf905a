"""Help of a group of commands, whole: nothing in it is cut off."""

from typing import Any

from typer.core import TyperGroup

_WHOLE = 1000  # characters; click cuts what a command says of itself to fit one line


class HelpGroup(TyperGroup):
    """A group that lets what its commands say of themselves run over several lines."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write name and first sentence of every command."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(_WHOLE)) for name, one in commands.items() if one])
