"""The network that is quantized: found before the packages that quantize are asked for."""

from pathlib import Path
from typing import Tuple

from limphome.core import LimphomeError
from limphome.learning.recipe import Recipe
from limphome.perception.manifest import NAME, Manifest


def find_parent(model: Path) -> Tuple[Manifest, str]:
    """Manifest and the variant in FP32 of a model folder, or of an ONNX file in one."""
    manifest = Manifest.load(_folder(model))
    if model.is_file():
        names = [variant for variant, file in manifest.files.items() if file.path == model.name]
    else:
        names = [variant for variant, file in manifest.files.items() if file.precision == "fp32"]
    if not names:
        raise LimphomeError("is not in the manifest" if model.is_file() else "no file in FP32", str(model), "an FP32 network")
    return manifest, names[0]


def find_trained(model: Path) -> Tuple[Manifest, Recipe]:
    """Manifest and recipe of a network of ours, with its checkpoint; LimphomeError for another's."""
    folder = _folder(model)
    manifest = Manifest.load(folder)
    if "checkpoint" not in manifest.side_files or "recipe" not in manifest.training:
        raise LimphomeError("has no checkpoint of ours", str(folder), "--calibration FOLDER with pictures for it")
    return manifest, Recipe.of(manifest)


def _folder(model: Path) -> Path:
    if not model.is_file():
        return model
    if not (model.parent / NAME).is_file():
        raise LimphomeError(f"no {NAME} beside it", str(model), f"limphome model import {model.name} makes a folder with one")
    return model.parent
