"""How every verb of the command line is set up."""

from typing import Any

import typer


def verb_app(**options: Any) -> typer.Typer:
    """A typer application for one verb; without a second one of its commands it *is* the command."""
    return typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich", **options)
