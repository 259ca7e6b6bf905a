"""What ``limphome model`` does: the whole way from a seed to a model folder, and parts of it."""

import platform
import shutil
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

import torch

from limphome.core import LimphomeError
from limphome.learning.aware_release import best_release
from limphome.learning.checkup.before import look_before
from limphome.learning.checkup.symptom import Symptom
from limphome.learning.course import Course
from limphome.learning.evaluation import coco_evaluation, evaluate, match_persons
from limphome.learning.figures.details import details
from limphome.learning.frame_set import PERSON, FrameSet
from limphome.learning.frame_source import SPLITS, FolderSource, FrameSource, RenderedSource
from limphome.learning.learner import Lesson
from limphome.learning.model_card import model_card
from limphome.learning.network import Network
from limphome.learning.predictions import Predictor
from limphome.learning.process_group import Place
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.recipe import Recipe
from limphome.learning.rendering import RenderJob, render_or_load
from limphome.perception.cpu_flags import cpu_flags
from limphome.perception.manifest import Manifest

Show = Callable[[str, int, int, str], None]
Tell = Callable[[str], None]
MEASURED = ("fp32", "int8", "int8_avx2")


def train_and_publish(
    out: Path,
    recipe_path: Path,
    changes: Mapping[str, Any],
    cache: Path,
    show: Show,
    tell: Tell,
    started: datetime,
    anyway: bool = False,
    data: Optional[Path] = None,
    start: Optional[Path] = None,
) -> Dict[str, Any]:
    """Render, train, quantize, measure, write ``out``.

    Args:
        changes: options of the training that replace those of the recipe.
        cache: folder for rendered frames.
        show: called with (step, done, total, details). tell: called with one line of text.
        started: local time, for the name of the run record.
        anyway: train although something is wrong with the frames.
        data: folder of ``limphome data`` to learn from, in place of rendered frames.
        start: model folder to begin with, in place of drawn weights; its network is kept.

    Returns:
        Figures of each file; nothing in the processes of a ``torchrun`` that only helped.
    """
    recipe = Recipe.load(recipe_path)
    place = Place.from_torchrun()
    if place is not None:
        changes = {**changes, "processes": place.ranks}
        show, tell = (show, tell) if place.rank == 0 else (_silent, _say_nothing)
    recipe = replace(recipe, training=replace(recipe.training, **changes))
    first: Optional[Network] = None
    if start is not None:
        first, its_recipe = load_network(start)
        recipe = replace(recipe, network=its_recipe.network)
    source = RenderedSource(recipe, cache) if data is None else FolderSource(data, recipe, cache)
    states = out.parent / f".{out.name}.training"
    states.mkdir(parents=True, exist_ok=True)
    with nullcontext() if place is None else place.joined():
        frames = _shared_frames(place or Place(), source, _counter(show, "train frames", recipe.training.frames))
        course = Course(recipe, frames, states, lambda name, total: _counter(show, name, total), tell, first)
        if not anyway:
            _refuse(look_before(course.lesson))
        network = course.run()
    if place is not None and place.rank > 0:
        return {}
    evaluation = publish(network, recipe, out, IntegerForm(recipe.training.calibration), source, show, tell)
    tell(f"run record: {course.record.write(started, out.parent, evaluation)}")
    shutil.rmtree(states)
    return evaluation


def check_training(recipe_path: Path, cache: Path, show: Show, data: Optional[Path] = None) -> List[Symptom]:
    """What is wrong with the frames of a recipe or with learning from them; nothing is written but rendered frames."""
    recipe = Recipe.load(recipe_path)
    source = RenderedSource(recipe, cache) if data is None else FolderSource(data, recipe, cache)
    jobs = recipe.jobs()
    frames = {split: source.load(split, _counter(show, f"{split} frames", jobs[split].frames)) for split in SPLITS[:2]}
    lesson = Lesson(frames["train"], recipe.training, recipe.network, recipe.augmentation)
    return look_before(lesson, frames["validation"])


def _refuse(symptoms: List[Symptom]) -> None:
    if symptoms:
        raise LimphomeError("; ".join(str(symptom) for symptom in symptoms), "training", "sound frames, or --anyway")


def _shared_frames(place: Place, source: FrameSource, progress: Callable[[int], None]) -> FrameSet:
    """The frames to learn from; the first process on each machine makes them while the others wait."""
    if place.local_rank == 0:
        frames = source.load("train", progress)
    place.wait_for_all()
    return frames if place.local_rank == 0 else source.load("train", progress)


def quantize_and_publish(model: Path, out: Path, form: IntegerForm, cache: Path, show: Show, tell: Tell) -> Dict[str, Any]:
    """Quantize and measure a trained network again; figures of each file, parity included."""
    network, recipe = load_network(model)
    evaluation = publish(network, recipe, out, form, RenderedSource(recipe, cache), show, tell)
    manifest = Manifest.load(out)
    parity = {name: dict(file.parity) for name, file in manifest.files.items()}
    return {
        "model": str(out),
        "parity": parity,
        "evaluation": evaluation,
        "aware": manifest.training.get("quantization_aware", {}),
    }


def load_network(model: Path) -> Tuple[Network, Recipe]:
    """The torch checkpoint of a model folder, and the recipe that it was trained by."""
    manifest = Manifest.load(model)
    path, sha256 = manifest.side_files.get("checkpoint", ("", ""))
    manifest.read(path, sha256)
    recipe = Recipe.from_values(manifest.training["recipe"], str(model))
    network = Network(recipe.network)
    network.load_state_dict(torch.load(model / path, weights_only=True))
    return network.eval(), recipe


def publish(
    network: Network, recipe: Recipe, out: Path, form: IntegerForm, source: FrameSource, show: Show, tell: Tell
) -> Dict[str, Any]:
    """Quantize, fit thresholds, measure on held-out worlds and write the model folder."""
    jobs = recipe.jobs()
    frames = {split: source.load(split, _counter(show, f"{split} frames", jobs[split].frames)) for split in SPLITS}
    rounding = _counter(show, "train with rounding", form.steps)
    release, aware = best_release(out, network, recipe, form, frames["train"], frames["validation"], rounding, tell)
    evaluation: Dict[str, Any] = {}
    slices: Dict[str, Any] = {}
    for variant in MEASURED:
        counter = _counter(show, f"evaluate {variant}", len(frames["held_out"]))
        predictor = release.predictor(variant)
        figures = measure(predictor, frames["held_out"], release.thresholds, network.config.classes, counter)
        slices = figures.pop("slices") if variant == "int8" else slices
        figures.pop("slices", None)
        evaluation[variant] = figures
    training = {"recipe": recipe.as_values(), "calibration": form.method, "evaluation": evaluation, "slices": slices}
    training.update({"quantization_aware": aware} if aware else {})
    training["data"] = {
        name: {"frames": len(part), "worlds": len(set(part.worlds.tolist())), "sha256": part.digest}
        for name, part in frames.items()
    }
    release.finish({**training, **_facts(network)}, model_card)
    return evaluation


def evaluate_model(model: Path, variants: List[str], frames: int, worlds: int, cache: Path, show: Show) -> Dict[str, Any]:
    """Figures of files of a model folder on held-out worlds, with the slices of persons."""
    manifest = Manifest.load(model)
    job = RenderJob("held_out", frames, worlds)
    held_out = render_or_load(job, cache, _counter(show, "render held_out", frames))
    result = {}
    for variant in variants:
        file = manifest.file(variant)
        predictor = Predictor(manifest, file, manifest.read(file.path, file.sha256))
        counter = _counter(show, f"evaluate {variant}", frames)
        result[variant] = measure(predictor, held_out, tuple(manifest.decoder.min_scores), manifest.classes, counter)
    return result


def measure(
    predictor: Predictor, frames: FrameSet, thresholds: Tuple[float, ...], classes: Tuple[str, ...], progress: Callable
) -> Dict[str, Any]:
    """Figures with their details of one file over held-out frames, also at the threshold that a robot uses."""
    found = predictor.predict(frames.images, progress)
    matches, threshold = match_persons(frames, found), thresholds[PERSON]
    worlds, coco = len(set(frames.worlds.tolist())), coco_evaluation(frames, found, classes)
    return {
        **evaluate(frames, found, classes, coco).as_dict(),
        "worlds": worlds,
        "shipped": {
            "person_threshold": threshold,
            "person_recall_0p5_8m": matches.recall(threshold),
            "false_person_per_1000_frames": matches.false_per_1000(threshold),
        },
        **details(frames, matches, coco, thresholds, classes),
    }


def _facts(network: Network) -> Dict[str, Any]:
    packages = ("torch", "onnx", "onnxruntime", "numpy", "mujoco")
    return {
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "multiplications": network.multiplications,
        "versions": {name: version(name) for name in packages},
        "python": platform.python_version(),
        "cpu_flags": sorted(flag for flag in cpu_flags() if "avx" in flag),
    }


def _silent(name: str, done: int, total: int, details: str) -> None:
    """What the processes that do not tell show."""


def _say_nothing(text: str) -> None:
    """What they say."""


def _counter(show: Show, name: str, total: int) -> Callable[..., None]:
    """A function (done, details) that shows how far one step is."""

    def count(done: int, details: Mapping[str, float] = {}) -> None:
        show(name, done, total, " ".join(f"{key} {value:.3f}" for key, value in details.items()))

    return count
