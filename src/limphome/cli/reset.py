"""``limphome reset``: end a latched stop."""

import typer

from limphome.cli.ask_options import EPILOG, TIMEOUT
from limphome.cli.output import JSON, emit
from limphome.cli.verb_app import verb_app

app = verb_app()


@app.command(epilog=EPILOG)
def reset(timeout: float = TIMEOUT, as_json: bool = JSON) -> None:
    """Ask supervisor and gate to end a latched stop, after somebody has looked.

    Clears only what its cause allows: an emergency stop stays while its input is pressed, and so does what is still broken.
    The same as a call of the service safety/reset.
    """
    from limphome.nodes.asker import Asker
    from limphome.nodes.reset_request import ask_reset

    with Asker(timeout) as asker:
        ask_reset(asker)
    emit({"reset": True}, as_json, lambda: typer.echo("reset: nothing is latched any more"))
