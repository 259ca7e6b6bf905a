"""A network of ours from its checkpoint, on the frames that it was trained and validated with."""

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional

from limphome.learning.data.origin import need_data
from limphome.learning.frame_source import source_of
from limphome.learning.listener import Listener
from limphome.learning.publish import quantize_and_publish
from limphome.learning.quantization.agreement import Agreement, Bound
from limphome.learning.quantization.command import time_against_parent
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.quantization.outcome import Options, Order
from limphome.learning.quantization.own_choice import OwnChoice, choose
from limphome.learning.quantization.own_network import left_in_float
from limphome.learning.quantization.parent import find_trained
from limphome.learning.quantization.procedure import runtimes
from limphome.learning.quantization.withhold import withhold
from limphome.learning.trained import Trained
from limphome.perception.importing.model_folder import check_folder
from limphome.perception.importing.replacing import new_workshop, put_in_place
from limphome.perception.importing.sole_writer import sole_writer
from limphome.perception.manifest import Manifest

INSTEAD = "--calibration with pictures"


def quantize_from_checkpoint(
    order: Order, form: IntegerForm, options: Options, cache: Path, listener: Listener, data: Optional[Path] = None
) -> Dict[str, Any]:
    """Quantize again, measure everything that a training measures, and write the folder with the files that hold the bound.

    Nothing is written where the file of this CPU does not hold it.

    Args:
        form: its method of calibration may be empty for that of the recipe, or ``auto`` for the one that keeps most.
        options: bound, sensitivity and search, on frames of the validation; the method is that of ``form``.
        cache: of frames. data: folder that the network learned from; for one that learned from rendered yards none.

    Returns:
        As :func:`quantize_with_pictures`, and ``parity``, ``evaluation`` and ``aware``: what training with rounding gave.
    """
    folder, out = order.model.parent if order.model.is_file() else order.model, order.out
    manifest, recipe = find_trained(folder)
    need_data(manifest, data, INSTEAD)
    check_folder(out)
    source = source_of(recipe, data, cache)
    with sole_writer(out), _trial(out) as trial:
        choice = choose(manifest, recipe, source, form, options, listener.tell)
        published = quantize_and_publish(Trained.load(folder), trial, choice.form, source, listener)
        result = _told(trial, published, options, choice)
        if "refused" not in result:
            withhold(trial, result["withheld"])
            put_in_place(trial, out)
            result.update(model=str(out), **time_against_parent(order, runtimes()[0], "fp32"))
        return result


@contextmanager
def _trial(out: Path) -> Iterator[Path]:
    """Where the folder is made that is judged before it takes the place of ``out``."""
    folder = new_workshop(out, "trial")
    try:
        yield folder / out.name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _told(folder: Path, published: Dict[str, Any], options: Options, choice: OwnChoice) -> Dict[str, Any]:
    bound, parity, first, manifest = options.bound, published["parity"], runtimes()[0], Manifest.load(folder)
    over = _over(parity, bound)
    files = {name: {"sha256": manifest.file(name).sha256, **row} for name, row in parity.items() if name != "fp32"}
    agreement = _agreement(parity[first]).as_dict()
    result = {
        **published,
        "model": None,
        "parent": "fp32",
        "agreement": agreement,
        "bound": {"lost": bound.lost, "added": bound.added},
        "left_in_float": _left_in_float(manifest, choice.form),
        "ranges_of_those": {},
        "method": choice.form.method,
        "methods": {name: found.as_dict() for name, found in choice.methods.items()} or {choice.form.method: agreement},
        "searched": options.most_trials > 0,
        "sensitivity": choice.sensitivity,
        "files": {name: file for name, file in files.items() if name not in over},
        "withheld": {name: {**file, "why": over[name]} for name, file in files.items() if name in over},
    }
    needed = [name for name in ("fp32", first) if name in over]
    return {**result, "refused": ", ".join(f"{name} {over[name]}" for name in needed)} if needed else result


def _over(parity: Mapping[str, Mapping[str, Any]], bound: Bound) -> Dict[str, str]:
    """Files that do not hold the bound -> what they reached."""
    found = {name: _agreement(row) for name, row in parity.items()}
    return {name: one.as_text() for name, one in found.items() if not one.within(bound)}


def _agreement(row: Mapping[str, Any]) -> Agreement:
    return Agreement(row["kept"], row["added"], int(row["frames"]), int(row["boxes"]), int(row.get("not_finite", 0)))


def _left_in_float(manifest: Manifest, form: IntegerForm) -> List[str]:
    import onnx

    return left_in_float(onnx.load(manifest.folder / manifest.file("fp32").path), form)
