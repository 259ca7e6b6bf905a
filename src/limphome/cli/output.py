"""Results for people and for programs."""

import json
import os
import sys
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Mapping

import typer

_FILE_COLUMNS = 130
"""A log has no width of its own; the 80 of a dumb terminal cut the progress lines."""
_STEP_S = 0.1
"""A bar need not move for less than this."""
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

    screen = Console(stderr=as_json, highlight=False)
    if not screen.is_terminal and "COLUMNS" not in os.environ:
        screen.width = _FILE_COLUMNS
    return screen


@contextmanager
def progress(title: str, as_json: bool) -> Iterator[Callable[[float], None]]:
    """A progress bar on stderr; gives the function to call with the simulated time [s], as often as one likes."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    done = TextColumn("{task.completed:.1f} s simulated in")
    columns = (TextColumn("{task.description}"), BarColumn(), done, TimeElapsedColumn())
    with Progress(*columns, console=console(True), transient=True, disable=as_json) as bar:
        task = bar.add_task(title, total=None)
        shown_s = 0.0

        def tell(now_s: float) -> None:
            nonlocal shown_s
            if now_s >= shown_s + _STEP_S:
                shown_s = now_s
                bar.update(task, completed=now_s)

        yield tell
