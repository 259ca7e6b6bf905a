"""``limphome model``: train, quantize, evaluate and time networks."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Optional

import typer

from limphome.cli import exit_status
from limphome.cli.model_audit import audit_command
from limphome.cli.model_bars import Bars
from limphome.cli.model_bench import bench_command
from limphome.cli.model_evaluate import evaluate_command
from limphome.cli.model_figures import figure_notes, print_figures
from limphome.cli.model_import import import_command
from limphome.cli.model_landscape import landscape_command
from limphome.cli.model_options import CACHE, find_model
from limphome.cli.model_quantize import quantize_command
from limphome.cli.output import JSON, console, emit
from limphome.cli.verb_app import verb_app

app = verb_app(help="Train, quantize, evaluate and time the network.", no_args_is_help=True)
DATA = typer.Option(None, help="Folder of limphome data to learn from; without it yards are rendered.")
CONFIG = typer.Option(None, help="Recipe; without it config/training.yaml.")
app.command("import", epilog="Example: limphome model import detector.onnx --classes names.txt --image street.png")(
    import_command
)
app.command(
    "evaluate", epilog="Example: limphome model evaluate --variant int8,fp32 --robustness --attack pgd --out runs/figures"
)(evaluate_command)
app.command("audit", epilog="Example: limphome model audit runs/my_detector --previous yard_detector")(audit_command)
app.command("quantize", epilog="Example: limphome model quantize runs/detector --calibration pictures --out runs/detector_int8")(
    quantize_command
)
app.command("bench", epilog="Example: limphome model bench --compare int8,fp32@openvino,runs/small:int8 --seconds 20")(
    bench_command
)
app.command("landscape", epilog="Example: limphome model landscape --runtimes onnxruntime,openvino --threads 1,2 --steps 300")(
    landscape_command
)


@app.command("train", epilog="Example: limphome model train --out runs/my_detector")
def train_command(
    out: Path = typer.Option(Path("runs/yard_detector"), help="Model folder to write."),
    config: Optional[Path] = CONFIG,
    seed: Optional[int] = typer.Option(None, min=0, help="Of worlds, weights and batches."),
    frames: Optional[int] = typer.Option(None, min=32, help="Frames to learn from."),
    steps: Optional[int] = typer.Option(None, min=1, help="Batches of the first part; the second is longer or shorter with it."),
    evaluation_frames: Optional[int] = typer.Option(None, min=8, help="Held-out frames for the figures."),
    data: Optional[Path] = DATA,
    start: Optional[str] = typer.Option(None, "--from", help="Model to begin with: fine-tuning, config/fine_tuning.yaml."),
    anyway: bool = typer.Option(False, help="Train although something is wrong with the frames."),
    device: str = typer.Option("cpu", help="What to learn on: cpu, or cuda for one process on each NVIDIA GPU."),
    cache: Path = CACHE,
    json: bool = JSON,
) -> None:
    """Render, train, quantize, measure and write a model folder, from a seed.

    A second run gives equal bits on this machine; on others its figures are within a band (docs/training.md).
    A run that was killed goes on where it was when the same command is given again.
    On more machines: torchrun -m limphome model train.
    """
    changes = {"seed": seed, "frames": frames, "steps": steps, "evaluation_frames": evaluation_frames}
    given = {key: value for key, value in changes.items() if value is not None}
    recipe = _recipe(config, "training.yaml" if start is None else "fine_tuning.yaml")
    first = None if start is None else find_model(start)
    _check(recipe, given, data, out)
    from limphome.learning.run import train_and_publish  # a missing package comes after what the user can mend
    from limphome.learning.training_job import TrainingJob

    job = TrainingJob(out, recipe, cache, given, data, first, anyway, device)
    try:
        with Bars(json) as bars:
            evaluation = train_and_publish(job, datetime.now(), bars)
    except KeyboardInterrupt:
        typer.echo(f"limphome: {out}: interrupted; the same command goes on from the state that was written last", err=True)
        raise
    if not evaluation:
        return  # a process of torchrun that only helped
    notes = figure_notes(out, evaluation)
    emit({"model": str(out), "evaluation": evaluation, "notes": notes}, json, lambda: print_figures(evaluation, notes))


@app.command("check", epilog="Example: limphome model check --config my_recipe.yaml")
def check_command(config: Optional[Path] = CONFIG, data: Optional[Path] = DATA, cache: Path = CACHE, json: bool = JSON) -> None:
    """Look for what spoils a training before it starts: labels, pictures, leaks, a batch that cannot be learned.

    Ends with status 3 if something is wrong.
    """
    recipe = _recipe(config)
    _check(recipe, {}, data)
    from limphome.learning.run import check_training

    with Bars(json) as bars:
        symptoms = check_training(recipe, cache, bars, data)
    emit({"symptoms": [symptom.as_dict() for symptom in symptoms]}, json, lambda: _print_symptoms(symptoms))
    if symptoms:
        raise typer.Exit(exit_status.VERDICT_FAILED)


def _recipe(config: Optional[Path], default: str = "training.yaml") -> Path:
    from limphome.resources.share import share_dir

    return config or share_dir() / "config" / default


def _check(recipe: Path, changes: Dict[str, Any], data: Optional[Path], out: Optional[Path] = None) -> None:
    """LimphomeError for a recipe, a folder to learn from, or one to write, that is wrong."""
    from limphome.learning.data.needed_splits import need_splits
    from limphome.learning.data.picture_set import SPLITS
    from limphome.learning.recipe import Recipe
    from limphome.perception.importing.model_folder import check_folder
    from limphome.resources.user_path import need_new_folder

    loaded = Recipe.load(recipe)
    replace(loaded, training=loaded.training.changed(changes)).jobs()
    if data is not None:
        need_splits(data, SPLITS[:2] if out is None else SPLITS)  # a look before the training takes no figures
    if out is not None:
        need_new_folder(out, "--out with a folder, new or there")
        check_folder(out)


def _print_symptoms(symptoms: List[Any]) -> None:
    for symptom in symptoms:
        console(False).print(f"[red]{symptom.name}[/] in {symptom.where}: {symptom.what}; {symptom.advice}")
    if not symptoms:
        console(False).print("nothing wrong: labels, pictures, leak, one batch learned by heart")
