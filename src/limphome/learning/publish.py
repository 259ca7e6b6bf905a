"""A trained network becomes a model folder: quantized, its thresholds fitted, measured on held-out worlds."""

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any, Dict

from limphome.learning.aware_release import best_release
from limphome.learning.data.picture_set import SPLITS
from limphome.learning.figures.exam import Exam
from limphome.learning.figures.measure import measure
from limphome.learning.frame_set import FrameSet
from limphome.learning.frame_source import FrameSource
from limphome.learning.listener import Listener, counter
from limphome.learning.model_card import model_card
from limphome.learning.network import Network
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.quantization.procedure import runtimes
from limphome.learning.release import Release
from limphome.learning.thresholds import unlabelled
from limphome.learning.trained import Trained
from limphome.perception.cpu_flags import cpu_flags
from limphome.perception.manifest import Manifest

UNMEASURED = "trt"
"""File whose figures are those of its parity."""


def publish(trained: Trained, out: Path, form: IntegerForm, source: FrameSource, listener: Listener) -> Dict[str, Any]:
    """Quantize, fit thresholds, measure on held-out worlds and write the model folder; figures of each file.

    Of a network with a manifest not all frames that it learned from are loaded to be told: they are known.
    """
    learned, *others = SPLITS
    told = {learned: trained.learned_from or _told(source.load(learned, listener))}
    frames = {split: source.load(split, listener) for split in others}
    release, aware = best_release(out, trained, form, source, frames["validation"], listener)
    evaluation = _measured(release, Exam(frames["held_out"], release.thresholds), listener)
    slices = {variant: figures.pop("slices") for variant, figures in evaluation.items()}[runtimes()[0]]
    training = {"recipe": trained.recipe.as_values(), "calibration": form.method, "evaluation": evaluation, "slices": slices}
    training.update({"quantization_aware": aware} if aware else {})
    training.update({"layers_in_float": list(form.left)} if form.left else {})
    training.update(source.origin.as_values() if source.origin else {})
    data = {**told, **{split: _told(part) for split, part in frames.items()}}
    release.finish({**training, "data": data, **_facts(trained.network)}, model_card)
    return evaluation


def quantize_and_publish(
    trained: Trained, out: Path, form: IntegerForm, source: FrameSource, listener: Listener
) -> Dict[str, Any]:
    """Quantize and measure a trained network again; figures of each file, parity included."""
    evaluation = publish(trained, out, form, source, listener)
    manifest = Manifest.load(out)
    parity = {name: dict(file.parity) for name, file in manifest.files.items()}
    return {
        "model": str(out),
        "parity": parity,
        "evaluation": evaluation,
        "aware": manifest.training.get("quantization_aware", {}),
    }


def _measured(release: Release, exam: Exam, listener: Listener) -> Dict[str, Dict[str, Any]]:
    evaluation = {}
    for variant in ("fp32", *(name for name in runtimes() if name != UNMEASURED)):
        count = counter(listener, f"evaluate {variant}", len(exam.frames))
        evaluation[variant] = measure(release.predictor(variant), exam, count)
    return evaluation


def _told(part: FrameSet) -> Dict[str, Any]:
    counted = {"frames": len(part), "worlds": len(set(part.worlds.tolist())), "sha256": part.digest}
    missing = unlabelled(part)
    return {**counted, **({"unlabelled": missing} if missing else {})}


def _facts(network: Network) -> Dict[str, Any]:
    packages = ("torch", "onnx", "onnxruntime", "numpy", "mujoco")
    return {
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "multiplications": network.multiplications,
        "versions": {name: version(name) for name in packages},
        "python": platform.python_version(),
        "cpu_flags": sorted(flag for flag in cpu_flags() if "avx" in flag),
    }
