"""``limphome param``: look at a parameter of a running node, or set it."""

from typing import Any, Dict, Optional

import typer

from limphome.cli.ask_options import EPILOG, TIMEOUT
from limphome.cli.output import JSON, emit
from limphome.cli.verb_app import verb_app

_NAME = typer.Argument(None, metavar="[NAME]", help="Of the parameter; without it all are listed.")
_VALUE = typer.Argument(None, metavar="[VALUE]", help="What it is set to, as in a parameter file; without it the value is shown.")

app = verb_app()


@app.command(epilog=EPILOG)
def param(
    node: str = typer.Argument(metavar="NODE", help="Name of the node: gate, perception, ..."),
    name: Optional[str] = _NAME,
    value: Optional[str] = _VALUE,
    timeout: float = TIMEOUT,
    as_json: bool = JSON,
) -> None:
    """Show a parameter of a running node, or set it; a node refuses what it does not take while it runs, and says why.

    Example: limphome param perception candidate runs/detector.
    """
    from limphome.nodes.asker import Asker
    from limphome.nodes.parameter_client import ParameterClient

    with Asker(timeout) as asker:
        client = ParameterClient(asker, node)
        if name is None:
            found: Dict[str, Any] = {one: client.get(one) for one in client.names()}
        else:
            found = {name: client.get(name) if value is None else client.set(name, value)}
    lines = [f"{one}: {what}" for one, what in found.items()]
    emit({"node": node, "parameters": found}, as_json, lambda: typer.echo("\n".join(lines)))
