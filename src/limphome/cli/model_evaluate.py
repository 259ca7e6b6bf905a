"""``limphome model evaluate``."""

import json as json_text
from pathlib import Path
from typing import Any, Dict, Optional, Sequence

import typer

from limphome.cli.model_bars import Bars
from limphome.cli.model_figures import figure_notes, print_figures
from limphome.cli.model_options import CACHE, MODEL, find_model, variants_of
from limphome.cli.output import JSON, console, emit
from limphome.core import LimphomeError

FRAMES, WORLDS = 10_000, 16


def evaluate_command(
    model: str = MODEL,
    variant: str = typer.Option("auto", help="Files to measure: auto, or some of fp32,int8,int8_avx2,trt."),
    frames: Optional[int] = typer.Option(None, min=8, help="How many rendered frames: 10000."),
    worlds: Optional[int] = typer.Option(
        None, min=1, help="How many held-out worlds they are taken in: 16, or one for each frame."
    ),
    data: Optional[Path] = typer.Option(
        None, help="Folder of limphome data: all its held-out split, in place of rendered frames."
    ),
    yards: bool = typer.Option(False, help="Rendered yards, for a network that learned from a folder of its own."),
    robustness: bool = typer.Option(
        False, "--robustness", help="Also under the camera faults that are built, at every severity; the others are named."
    ),
    robust_frames: int = typer.Option(1000, min=8, help="Frames of the sample for that."),
    attack: str = typer.Option("", help="Also under attack: pgd. FGSM and noise of the same size are shown beside it."),
    attack_frames: int = typer.Option(200, min=8, help="Frames of the sample for that."),
    epsilon: int = typer.Option(4, min=0, max=255, help="Largest change of a pixel under attack [grey levels]."),
    attack_steps: int = typer.Option(10, min=1, max=1000, help="Gradients that PGD takes."),
    out: Optional[Path] = typer.Option(None, help="Folder for evaluation.json and reliability.svg."),
    cache: Path = CACHE,
    json: bool = JSON,
) -> None:
    """Measure a network on held-out worlds: mAP, persons found at one false person in 1000 frames, and who is overlooked."""
    from limphome.learning.rendering import RenderJob
    from limphome.resources.user_path import need_new_folder

    if attack not in ("", "pgd"):
        raise LimphomeError(f"attack '{attack}'", "--attack", "pgd")
    folder = find_model(model)
    variants = variants_of(variant, folder)
    if data is not None and (frames or worlds):
        raise LimphomeError(
            "--frames or --worlds beside --data", "evaluate", "without them: its held-out split is measured whole"
        )
    frames = frames or FRAMES
    worlds = worlds or min(WORLDS, frames)
    RenderJob("held_out", frames, worlds)
    _check(folder, bool(attack), data, yards)
    if out is not None:
        need_new_folder(out, "--out with a folder, new or there")
    from limphome.learning.adversarial import Attack  # a missing package comes after what the user can mend
    from limphome.learning.figures.evaluate_model import evaluate_attack, evaluate_model, evaluate_robustness
    from limphome.learning.figures.evaluation_job import EvaluationJob

    job = EvaluationJob(folder, tuple(variants), frames, worlds, cache, data)
    with Bars(json) as bars:
        result = evaluate_model(job, bars)
        more: Dict[str, Any] = {}
        if robustness:
            more["robustness"] = evaluate_robustness(job, robust_frames, bars)
        if attack:
            more["attack"] = evaluate_attack(job, attack_frames, Attack(epsilon, attack_steps), bars)
    everything = {"schema_version": 1, "model": str(job.model), **next(iter(result.values())), "variants": result, **more}
    everything["notes"] = notes = figure_notes(folder, result)
    if out is not None:
        _write(out, everything)
    emit(everything, json, lambda: _print(result, more, notes))


def _check(folder: Path, attacked: bool, data: Optional[Path], yards: bool) -> None:
    """LimphomeError for what cannot be measured of this network, or on this data, before anything long begins."""
    from limphome.learning.data.needed_splits import need_splits
    from limphome.learning.data.origin import DataOrigin
    from limphome.perception.manifest import Manifest

    manifest = Manifest.load(folder)
    if attacked and manifest.imported:
        what = "is an imported network: the attack needs gradients, which its file does not give"
        raise LimphomeError(what, str(folder), "no --attack; all other figures are for imported networks too")
    if attacked and "checkpoint" not in manifest.side_files:
        raise LimphomeError("has no checkpoint, which the attack needs", str(folder), "a folder that limphome model train wrote")
    origin = DataOrigin.of_model(manifest)
    if origin is not None and data is None and not yards:
        allowed = "--data with that folder or another of its kind; --yards for rendered yards all the same"
        raise LimphomeError(f"was trained on the data folder {origin}", str(folder), allowed)
    if data is not None:
        need_splits(data, ("held_out",))
    _check_classes(manifest, data)


def _check_classes(manifest: Any, data: Optional[Path]) -> None:
    """A network of ours learned all its classes from data; one of others may know hundreds, of which some are labelled."""
    from limphome.core import CLASS_NAMES
    from limphome.learning.data.open_data import open_data
    from limphome.learning.shared_classes import shared_classes

    labelled = CLASS_NAMES if data is None else open_data(data).classes
    missing = [name for name in manifest.classes if name not in labelled]
    if missing and data is not None and not manifest.imported:
        raise LimphomeError(
            f"no class {', '.join(missing)}", str(data), f"data with {', '.join(manifest.classes)}, as {manifest.name}"
        )
    shared_classes(manifest.classes, labelled, str(manifest.folder))


def _write(out: Path, result: Dict[str, Any]) -> None:
    from limphome.learning.figures.calibration import Calibration
    from limphome.learning.figures.reliability_plot import plot_reliability

    out.mkdir(parents=True, exist_ok=True)
    (out / "evaluation.json").write_text(json_text.dumps(result, indent=1))
    curves = {name: Calibration.from_dict(figures) for name, figures in result["variants"].items()}
    plot_reliability(curves, out / "reliability.svg")


def _print(result: Dict[str, Any], more: Dict[str, Any], notes: Sequence[str] = ()) -> None:
    screen = console(False)
    print_figures(result, notes)
    for name, figures in result.items():
        worst = figures["worst_slice"]
        if worst:
            low, high = worst["recall_ci95"]
            text = f"{worst['name']}, {worst['recall']:.4f} ({low:.4f} to {high:.4f}) of {worst['persons']}"
            screen.print(f"{name}: ECE {figures['ece']:.4f}; found least: {text}", soft_wrap=True)
        for group in (figures["groups"] or {}).values():
            low, high = group["difference_ci95"]
            screen.print(f"{name}: {group['verdict']}: {group['difference']:+.4f} ({low:+.4f} to {high:+.4f})", soft_wrap=True)
    for name, figures in more.get("robustness", {}).items():
        _print_robustness(name, figures)
    for figures in list(more.get("robustness", {}).values())[:1]:
        _print_coverage(figures["coverage"])
    if "attack" in more:
        _print_attack(more["attack"])


def _print_robustness(name: str, figures: Dict[str, Any]) -> None:
    from rich.table import Table

    persons = figures["mean_recall_relative"] is not None
    key, what = ("recall_relative", "person recall") if persons else ("map_relative", "mAP 50:95")
    title = f"{name}: {what} as a share of that on clean pictures ({figures['frames']} frames)"
    table = Table("fault", *(f"severity {severity}" for severity in range(1, 6)), title=title)
    for fault, row in figures["faults"].items():
        table.add_row(fault.partition(".")[2], *(f"{one[key]:.3f}" for one in row.values()))
    console(False).print(table)
    count = sum(one.get("not_finite", 0) for row in figures["faults"].values() for one in row.values())
    if count:
        console(False).print(f"[yellow]{name}: its answer is not finite in {count} such pictures[/]", soft_wrap=True)


def _print_coverage(coverage: Dict[str, Any]) -> None:
    from limphome.faults.fault_coverage import Coverage

    kept = ", ".join(name.partition(".")[2] for name in coverage["not_in_pictures"])
    but = f"; not tried, as it spoils no picture: {kept}" if kept else ""
    console(False).print(f"Tried: {Coverage.of_layer('camera')}{but}", soft_wrap=True)


def _print_attack(attack: Dict[str, Any]) -> None:
    from rich.table import Table

    title = f"mAP 50 (person recall); {attack['frames']} frames, epsilon {attack['epsilon']}, {attack['steps']} steps"
    table = Table("file", "clean", "noise", "fgsm", "pgd", "pgd that hides", title=title)
    for name, kinds in attack["files"].items():
        table.add_row(name, *(_under_attack(**one) for one in kinds.values()))
    console(False).print(table)


def _under_attack(map50: float, person_recall_0p5_8m: Optional[float], **more: float) -> str:
    return f"{map50:.3f} ({'-' if person_recall_0p5_8m is None else f'{person_recall_0p5_8m:.3f}'})"
