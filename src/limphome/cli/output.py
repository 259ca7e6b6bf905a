"""Results for people and for programs."""

import json
import sys
from typing import Any, Callable, Mapping

import typer

JSON = typer.Option(False, "--json", help="Print the result as one JSON object on the last line.")


def emit(result: Mapping[str, Any], as_json: bool, show: Callable[[], None]) -> None:
    """Print ``result`` as one line of JSON, or let ``show`` print it for a person."""
    if as_json:
        sys.stdout.flush()
        print(json.dumps(result))
    else:
        show()


def console(as_json: bool) -> Any:
    """A rich console for what is told on the way: on stderr with ``--json``, which owns stdout."""
    from rich.console import Console

    return Console(stderr=as_json, highlight=False)
