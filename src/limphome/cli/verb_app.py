"""How every verb of the command line is set up."""

from typing import Any

import typer

from limphome.cli.help_group import HelpGroup


def verb_app(**options: Any) -> typer.Typer:
    """A typer application for one verb; without a second one of its commands it *is* the command.

    Its help is plain text: rich's tables cut names and defaults that do not fit, and take ``[s]`` for a style.
    """
    return typer.Typer(cls=HelpGroup, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, **options)
