"""``limphome run``: one closed-loop run in lockstep."""

from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List

import typer

from limphome.cli.model_options import DEFAULT, find_model
from limphome.cli.output import JSON, emit
from limphome.cli.run_lines import run_lines
from limphome.cli.verb_app import verb_app

_FAULT = typer.Option(
    [],
    "--fault",
    metavar="FAULT",
    help="Inject layer.kind[target]:severity@start_s+duration_s, e.g. camera.freeze:3@4+10 or communication.delay[scan]:3@4. "
    "Severity 0 (nothing) to 5. May be given several times.",
)
_SCENARIO = typer.Argument(
    metavar="SCENARIO", help="A name from config/scenarios (clear_route, crossing_person, ...) or a YAML file."
)

app = verb_app()


@app.command(epilog="Example: limphome run crossing_person --fault camera.freeze:5@6+10 --seed 3 --picture")
def run(
    scenario: str = _SCENARIO,
    fault: List[str] = _FAULT,
    seed: int = typer.Option(
        0, "--seed", min=0, help="Of the world, the sensors and the faults: the same seed drives the same run."
    ),
    model: str = typer.Option(
        DEFAULT, "--model", help="The network that drives: a name from models/perception, or a model folder."
    ),
    picture: bool = typer.Option(False, "--picture", help="Draw map and timeline into runs/<time>-<scenario>/picture.png."),
    runs: Path = typer.Option(Path("runs"), "--runs", help="Folder of the run folders (with --picture)."),
    as_json: bool = JSON,
) -> None:
    """Drive one run in lockstep: simulated time, no ROS, deterministic, as fast as the machine goes.

    The exit status is 0 whatever the robot did. The result says how the mission ended, what was touched, every change of mode,
    how soon a fault was noticed, and the ranked causes.
    """
    from limphome.core import FaultSpec
    from limphome.faults.table import LOCKSTEP, check
    from limphome.resources.run_folder import RunFolder
    from limphome.simulation.scenario import load_scenario

    load_scenario(scenario)
    specs = [check(FaultSpec.parse(text, seed), LOCKSTEP) for text in fault]
    network = find_model(model)
    folder = RunFolder.create(Path(scenario).stem, datetime.now(), runs, need_bytes=10_000_000) if picture else None
    try:
        result = _drive(scenario, seed, specs, network, folder, as_json)
    finally:
        if folder is not None:
            folder.remove_if_empty()
    emit(result, as_json, lambda: _show(result))


def _drive(scenario: str, seed: int, specs: List[Any], model: Path, folder: Any, as_json: bool) -> Dict[str, Any]:
    from limphome.cli.output import progress
    from limphome.simulation import closed_loop

    with progress(f"{scenario}, seed {seed}", as_json) as tell:
        if folder is None:
            result = closed_loop.run(scenario, seed, specs, lambda topic, message, now_s: tell(now_s), model=model)
            return {**result.as_dict(), "model": str(model)}
        from limphome.cli.lockstep_drive import drive

        driven = drive(scenario, seed, specs, lambda recorder, now_s: tell(now_s), model=model)
    return {**driven.result.as_dict(), "model": str(model), "picture": str(_keep(folder, driven))}


def _keep(folder: Any, driven: Any) -> Path:
    """Picture and record of the run; the path of the picture."""
    from limphome.cli.report.picture import draw_picture
    from limphome.resources.run_folder import provenance

    result = driven.result.as_dict()
    title = f"{result['scenario']}, seed {result['seed']}: {result['mission']}"
    picture = folder.write_bytes("picture.png", draw_picture(title, driven.log))
    options = {"scenario": result["scenario"], "faults": result["faults"], "picture": True}
    folder.write_run(options, result["seed"], result, provenance(driven.model))
    return picture


def _show(result: Dict[str, Any]) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    for name, text in run_lines(result):
        console.print(f"[dim]{name:>9}[/]  ", end="")
        console.print(text, markup=False)
