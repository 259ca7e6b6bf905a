"""``limphome fault``: set faults on a running robot, and end them."""

from dataclasses import replace
from typing import List, Optional

import typer

from limphome.cli.ask_options import EPILOG, TIMEOUT
from limphome.cli.output import JSON, emit
from limphome.cli.verb_app import verb_app

_FAULTS = typer.Argument(
    None,
    metavar="[FAULT]...",
    help="layer.kind[target]:severity@start_s+duration_s; the start counts from now, severity 0 ends what has its name.",
)

app = verb_app()


@app.command(epilog=EPILOG)
def fault(
    faults: Optional[List[str]] = _FAULTS,
    heal: bool = typer.Option(False, "--heal", help="End every fault that is set."),
    seed: int = typer.Option(0, min=0, max=2**31, help="Of the faults' own randomness."),
    timeout: float = TIMEOUT,
    as_json: bool = JSON,
) -> None:
    """Set faults on an armed robot that runs (limphome up --armed), or end them.

    A fault takes the place of all that is set under its name. limphome fault camera.freeze:3+10 freezes the camera for
    10 s from now, limphome fault camera.freeze:0 ends that.
    """
    from limphome.core import FaultSpec, LimphomeError
    from limphome.faults.fault_kind import ROS
    from limphome.faults.table import check

    if faults and heal:
        raise typer.BadParameter("one of the two: faults that are set, or --heal, which ends all")
    if not faults and not heal:
        raise typer.BadParameter("needs one or more faults, or --heal")
    specs = [check(FaultSpec.parse(text, seed), ROS) for text in faults or ()]
    names = [spec.name for spec in specs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise LimphomeError(f"{twice} is named twice", "faults", "each name once: the second would take the place of the first")
    from limphome.nodes.asker import Asker
    from limphome.nodes.fault_request import faults_that_are_set, set_fault

    with Asker(timeout) as asker:
        if heal:
            specs = [replace(spec, severity=0) for spec in faults_that_are_set(asker)]
        for spec in specs:
            set_fault(asker, spec)
    lines = [f"{spec} is set" if spec.severity else f"{spec.name} has ended" for spec in specs]
    emit({"set": [str(spec) for spec in specs]}, as_json, lambda: typer.echo("\n".join(lines) or "no fault was set"))
