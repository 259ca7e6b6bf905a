"""``limphome stop``: the emergency-stop input from a keyboard."""

import typer

from limphome.cli.ask_options import EPILOG, TIMEOUT
from limphome.cli.output import JSON, emit
from limphome.cli.verb_app import verb_app

app = verb_app()


@app.command(epilog=EPILOG)
def stop(
    release: bool = typer.Option(False, "--release", help="Release the input; limphome reset then ends the stop."),
    timeout: float = TIMEOUT,
    as_json: bool = JSON,
) -> None:
    """Press the emergency-stop input of a robot that runs: it stands until the input is released and limphome reset was called.

    It finds the robot first, which takes up to 3 s: no substitute for a button in hardware.
    The same as true on the topic safety/emergency_stop, with a proof that the gate stands.
    """
    from limphome.nodes.asker import Asker
    from limphome.nodes.stop_request import press_stop, release_stop

    with Asker(timeout) as asker:
        (release_stop if release else press_stop)(asker)
    text = (
        "released; limphome reset ends the stop" if release else "the gate stands; limphome stop --release, then limphome reset"
    )
    emit({"pressed": not release}, as_json, lambda: typer.echo(text))
