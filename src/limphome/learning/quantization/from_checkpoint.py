"""A network of ours from its checkpoint, on the frames that it was trained and validated with."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from limphome.learning.data.origin import need_data
from limphome.learning.frame_source import FrameSource, source_of
from limphome.learning.listener import Listener, Nobody
from limphome.learning.publish import quantize_and_publish
from limphome.learning.quantization.agreement import Agreement, Bound
from limphome.learning.quantization.command import time_against_parent
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.quantization.outcome import Options, Order
from limphome.learning.quantization.own_network import head_convolutions
from limphome.learning.quantization.parent import find_trained
from limphome.learning.quantization.picture_split import PictureSplit
from limphome.learning.quantization.procedure import Procedure, runtimes
from limphome.learning.quantization.subject import open_subject
from limphome.learning.quantization.withhold import withhold
from limphome.learning.recipe import Recipe
from limphome.learning.trained import Trained
from limphome.perception.importing.model_folder import check_folder
from limphome.perception.manifest import Manifest

FRAMES_OF_CHOICE = 200
INSTEAD = "--calibration with pictures"
Tell = Callable[[str], None]


def quantize_from_checkpoint(
    order: Order, form: IntegerForm, bound: Bound, cache: Path, listener: Listener, data: Optional[Path] = None
) -> Dict[str, Any]:
    """Quantize again, measure everything that a training measures, and write the folder with the files that hold the bound.

    Nothing is written where the file of this CPU does not hold it.

    Args:
        form: its method of calibration may be empty for that of the recipe, or ``auto`` for the one that keeps most.
        cache: of frames. data: folder that the network learned from; for one that learned from rendered yards none.

    Returns:
        As :func:`quantize_with_pictures`, and ``parity``, ``evaluation`` and ``aware``: what training with rounding gave.
    """
    folder, out = order.model.parent if order.model.is_file() else order.model, order.out
    manifest, recipe = find_trained(folder)
    need_data(manifest, data, INSTEAD)
    check_folder(out)
    source = source_of(recipe, data, cache)
    methods: Dict[str, Agreement] = {}
    form = replace(form, method=form.method or recipe.training.calibration)
    if form.method == "auto":
        method, methods = _choose(manifest, recipe, source, bound, listener.tell)
        form = replace(form, method=method)
    trial = out.parent / f".{out.name}.trial"
    try:
        published = quantize_and_publish(Trained.load(folder), trial / out.name, form, source, listener)
        result = _told(trial / out.name, published, bound, form, methods)
        if "refused" not in result:
            withhold(trial / out.name, result["withheld"])
            shutil.rmtree(out, ignore_errors=True)
            (trial / out.name).rename(out)
            result.update(model=str(out), **time_against_parent(order, runtimes()[0], "fp32"))
        return result
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def _choose(
    manifest: Manifest, recipe: Recipe, source: FrameSource, bound: Bound, tell: Tell
) -> Tuple[str, Dict[str, Agreement]]:
    """The calibration that keeps most of what FP32 sees in frames of the validation."""
    train = source.some("train", recipe.training.calibration_frames, Nobody())
    images = list(source.load("validation", Nobody()).spread(FRAMES_OF_CHOICE).images)
    split = PictureSplit(list(train.images), images, images[:1])
    method, table, _ = Procedure(open_subject(manifest, "fp32"), split, Options(bound=bound), tell).choose()
    return method, table


def _told(
    folder: Path, published: Dict[str, Any], bound: Bound, form: IntegerForm, methods: Dict[str, Agreement]
) -> Dict[str, Any]:
    parity, first, manifest = published["parity"], runtimes()[0], Manifest.load(folder)
    over = {name: _reached(row) for name, row in parity.items() if 1 - row["kept"] > bound.lost or row["added"] > bound.added}
    files = {name: {"sha256": manifest.file(name).sha256, **row} for name, row in parity.items() if name != "fp32"}
    agreement = {key: parity[first][key] for key in ("kept", "added", "frames")}
    result = {
        **published,
        "model": None,
        "parent": "fp32",
        "agreement": agreement,
        "bound": {"lost": bound.lost, "added": bound.added},
        "left_in_float": [] if form.whole else _head(manifest),
        "ranges_of_those": {},
        "method": form.method,
        "methods": {name: found.as_dict() for name, found in methods.items()} or {form.method: agreement},
        "files": {name: file for name, file in files.items() if name not in over},
        "withheld": {name: {**file, "why": over[name]} for name, file in files.items() if name in over},
    }
    needed = [name for name in ("fp32", first) if name in over]
    return {**result, "refused": ", ".join(f"{name} {over[name]}" for name in needed)} if needed else result


def _reached(row: Mapping[str, Any]) -> str:
    return f"keeps {row['kept']:.4f} and adds {row['added']:.4f}"


def _head(manifest: Manifest) -> List[str]:
    import onnx

    return head_convolutions(onnx.load(manifest.folder / manifest.file("fp32").path))
