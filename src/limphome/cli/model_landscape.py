"""``limphome model landscape``: what accuracy costs on this machine."""

import json as json_text
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Collection, Dict, List, NamedTuple, Optional, Tuple

import typer

from limphome.cli.model_bars import Bars
from limphome.cli.model_options import CACHE, find_model
from limphome.cli.output import JSON, console, emit
from limphome.core import LimphomeError

HOW_TRAINED = "trained for {} steps of {} frames each: compares networks trained this short, not how good each can get"


def landscape_command(
    out: Path = typer.Option(Path("runs/landscape"), help="Folder for landscape.json, landscape.svg, landscape.md and networks."),
    models: str = typer.Option("", help="Models that exist, with commas between: nothing is trained then."),
    sizes: str = typer.Option("320x240,240x180,160x120", help="Picture sizes."),
    widths: str = typer.Option("0.5,0.75,1", help="Shares of the recipe's channels."),
    precisions: str = typer.Option(
        "int8,fp32", help="Files: auto (a robot's, of each network in each runtime), fp32, int8, int8_avx2, trt."
    ),
    runtimes: str = typer.Option("onnxruntime", help="As onnxruntime,openvino."),
    threads: str = typer.Option("1", help="As 1,2."),
    batches: str = typer.Option("1", help="Pictures seen at once, as 1,4."),
    power_modes: str = typer.Option("", help="Numbers of nvpmodel's modes (Jetson, as root), as 0,2."),
    steps: int = typer.Option(300, min=1, help="Training steps of each network."),
    batch: int = typer.Option(16, min=1, help="Frames in a training step."),
    train_frames: int = typer.Option(1500, min=32, help="Frames to learn from."),
    frames: int = typer.Option(500, min=8, help="Held-out frames for the accuracy."),
    seconds: float = typer.Option(20.0, min=0.1, help="How long all candidates are timed, in turn."),
    objectives: str = typer.Option("accuracy,latency,energy", help="What front and search weigh; cpu and memory are others."),
    memory: bool = typer.Option(True, help="Start a process for each candidate to see its memory."),
    trials: Optional[int] = typer.Option(None, min=1, help="Let a search choose so many candidates instead of the whole grid."),
    seed: int = typer.Option(0, min=0, help="Of the search."),
    cache: Path = CACHE,
    json: bool = JSON,
) -> None:
    """Sweep networks and ways to run them: table, picture and Pareto front of accuracy, latency and energy."""
    from limphome.core import CLASS_NAMES
    from limphome.learning.landscape.candidate import Axes
    from limphome.learning.landscape.common_classes import common_classes
    from limphome.learning.landscape.objectives import known_objectives
    from limphome.perception.manifest import Manifest
    from limphome.perception.progress import Seldom
    from limphome.resources.user_path import need_new_folder

    folders = _folders(_list(models))
    manifests = {label: Manifest.load(folder) for label, folder in folders.items()}
    axes = Axes(
        sizes=tuple(_list(sizes)),
        widths=_numbers(widths, float),
        models=tuple(folders),
        precisions=tuple(_precisions(precisions, {file for one in manifests.values() for file in one.files})),
        runtimes=tuple(_list(runtimes)),
        threads=_numbers(threads, int),
        batches=_numbers(batches, int),
        power_modes=_numbers(power_modes, int) or (None,),
        manifests=manifests,
    )
    weighed = known_objectives(_list(objectives))
    classes = common_classes(folders, CLASS_NAMES)
    need_new_folder(out, "--out with a folder, new or there")
    from limphome.learning.landscape.survey import SurveyOptions, survey  # a missing package comes after what the user can mend

    options = SurveyOptions(weighed, seconds, memory, trials, seed)
    with Bars(json) as bars:
        laboratory = _laboratory(out, folders, classes, _Effort(steps, batch, train_frames, frames), cache, bars.show)
        laboratory.building = Seldom(bars.tell)
        result = survey(axes, laboratory, options)
    accuracy_of = "networks that existed" if folders else HOW_TRAINED.format(steps, batch)
    result = {**result, "accuracy_of": f"{accuracy_of}; mAP 50:95 of {', '.join(classes)} on {frames} held-out frames"}
    _write(out, result)
    emit({**result, "out": str(out)}, json, lambda: _show(result, out))


def _folders(names: List[str]) -> Dict[str, Path]:
    """Model folders by label."""
    twice = [label for label, count in Counter(Path(name).name for name in names).items() if count > 1]
    if twice:
        raise LimphomeError(f"two models called '{twice[0]}'", "--models", "folders of different names, each once")
    return {Path(name).name: find_model(name) for name in names}


class _Effort(NamedTuple):
    """Of each training: steps, frames in a step, frames in all; and frames that the networks are measured on."""

    steps: int
    batch: int
    learned: int
    measured: int


def _laboratory(
    out: Path, folders: Dict[str, Path], classes: Tuple[str, ...], effort: _Effort, cache: Path, show: Callable[..., None]
) -> Any:
    from limphome.learning.landscape.frames import some_frames
    from limphome.learning.landscape.laboratory import Laboratory
    from limphome.learning.landscape.model_folders import ModelFolders
    from limphome.learning.landscape.short_training import ShortTraining
    from limphome.learning.recipe import Recipe
    from limphome.resources.power.meters import find_meters
    from limphome.resources.share import share_dir

    count, learned_count = effort.measured, effort.learned
    measured = some_frames("held_out", count, cache, lambda done: show("held-out frames", done, count, "")).in_classes(classes)
    image = measured.images[len(measured) // 2]
    if folders:
        return Laboratory(ModelFolders(folders), measured, image, find_meters(), show)
    learned = some_frames("train", learned_count, cache, lambda done: show("training frames", done, learned_count, ""))
    validation = some_frames("validation", 200, cache, lambda done: show("validation frames", done, 200, ""))
    recipe = Recipe.load(share_dir() / "config" / "training.yaml")
    source = ShortTraining(recipe, effort.steps, effort.batch, learned, validation, out / "networks")
    return Laboratory(source, measured, image, find_meters(), show)


def _write(out: Path, result: Dict[str, Any]) -> None:
    from limphome.cli.report.landscape_plot import landscape_svg
    from limphome.cli.report.landscape_table import landscape_markdown

    out.mkdir(parents=True, exist_ok=True)
    (out / "landscape.json").write_text(json_text.dumps(result, indent=1) + "\n")
    (out / "landscape.md").write_text(landscape_markdown(result))
    (out / "landscape.svg").write_text(landscape_svg(result))


def _show(result: Dict[str, Any], out: Path) -> None:
    from limphome.cli.report.landscape_table import landscape_markdown

    screen = console(False)
    screen.print(landscape_markdown(result), markup=False, soft_wrap=True)
    screen.print(f"\n{out / 'landscape.svg'}, {out / 'landscape.json'}")


def _list(text: str) -> List[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _numbers(text: str, kind: Callable[[str], Any]) -> Tuple[Any, ...]:
    try:
        return tuple(kind(part) for part in _list(text))
    except ValueError as error:
        raise LimphomeError(f"'{text}': {error}", "landscape", "numbers with commas between") from error


def _precisions(text: str, known: Collection[str]) -> List[str]:
    """``auto`` and names of files; LimphomeError for one that saturates here, or that is not among those known, if any are."""
    from limphome.learning.landscape.auto_file import AUTO
    from limphome.perception.file_choice import choose_variant

    names = list(dict.fromkeys(name if name == AUTO else choose_variant(name) for name in _list(text)))
    unknown = [name for name in names if known and name not in (AUTO, *known)]
    if unknown:
        raise LimphomeError(f"no model has '{unknown[0]}'", "--precisions", "auto or some of " + ", ".join(sorted(known)))
    return names
