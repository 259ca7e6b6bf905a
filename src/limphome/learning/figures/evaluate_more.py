"""The slow parts of an evaluation: bad pictures and an attacker, each on a sample of the frames."""

from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, List

import numpy as np

from limphome.learning.adversarial import Attack
from limphome.learning.figures.attacked import accuracy_under_attack
from limphome.learning.figures.robustness import SEVERITIES, camera_faults, robustness
from limphome.learning.frame_set import FrameSet
from limphome.learning.predictions import Predictor
from limphome.learning.rendering import RenderJob, render_or_load
from limphome.learning.run import load_network
from limphome.perception.manifest import Manifest

Show = Callable[[str, int, int, str], None]


def sample(frames: FrameSet, count: int) -> FrameSet:
    """So many frames, spread evenly; all when there are no more."""
    return frames.subset(np.linspace(0, len(frames) - 1, min(count, len(frames))).astype(int))


def evaluate_robustness(
    model: Path, variants: List[str], frames: int, worlds: int, count: int, cache: Path, show: Show
) -> Dict[str, Any]:
    """See :func:`~limphome.learning.figures.robustness.robustness`, of each file, on ``count`` of the held-out frames."""
    manifest, few = Manifest.load(model), sample(render_or_load(RenderJob("held_out", frames, worlds), cache, _quiet), count)
    thresholds, total = tuple(manifest.decoder.min_scores), len(camera_faults()) * len(SEVERITIES)
    result = {}
    for name, predictor in _predictors(manifest, variants).items():
        count_up = partial(_count, show, f"robustness {name}", total)
        result[name] = robustness(predictor, few, thresholds, manifest.classes, count_up)
    return result


def evaluate_attack(
    model: Path, variants: List[str], frames: int, worlds: int, count: int, attack: Attack, cache: Path, show: Show
) -> Dict[str, Any]:
    """See :func:`~limphome.learning.figures.attacked.accuracy_under_attack`, on ``count`` of the held-out frames."""
    manifest, few = Manifest.load(model), sample(render_or_load(RenderJob("held_out", frames, worlds), cache, _quiet), count)
    network, _ = load_network(model)
    thresholds = tuple(manifest.decoder.min_scores)
    return accuracy_under_attack(
        network, _predictors(manifest, variants), few, attack, thresholds, 0, partial(_count, show, "attack", len(few))
    )


def _predictors(manifest: Manifest, variants: List[str]) -> Dict[str, Predictor]:
    files = {variant: manifest.file(variant) for variant in variants}
    return {name: Predictor(manifest, file, manifest.read(file.path, file.sha256)) for name, file in files.items()}


def _count(show: Show, name: str, total: int, done: int) -> None:
    show(name, done, total, "")


def _quiet(done: int) -> None:
    """Rendered by now."""
