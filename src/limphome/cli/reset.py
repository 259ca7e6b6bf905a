"""``limphome reset``: end a latched stop."""

import typer

from limphome.cli.ask_options import EPILOG, TIMEOUT
from limphome.cli.output import JSON, emit
from limphome.cli.verb_app import verb_app

app = verb_app()


@app.command(epilog=EPILOG)
def reset(timeout: float = TIMEOUT, as_json: bool = JSON) -> None:
    """Ask supervisor and gate to end a latched stop, after somebody has looked.

    All that is latched, or nothing: refused while the emergency stop is pressed or the cause of a latched stop is there.
    What heals by itself is no matter of a reset; it is told as still there.
    The same as a call of the service safety/reset.
    """
    from limphome.nodes.asker import Asker
    from limphome.nodes.reset_request import ask_reset

    with Asker(timeout) as asker:
        still = ask_reset(asker)
    text = "reset: nothing is latched any more" + (f"; still: {still}" if still else "")
    emit({"reset": True, "still": still}, as_json, lambda: typer.echo(text))
