"""What ``limphome model quantize MODEL --calibration FOLDER`` does."""

from pathlib import Path
from typing import Any, Callable, Dict, List

import numpy as np

from limphome.learning.quantization.outcome import Options, Order, Outcome, QuantizedFile
from limphome.learning.quantization.parent import find_parent
from limphome.learning.quantization.picture_split import PictureSplit, split_folder
from limphome.learning.quantization.procedure import Procedure, runtimes
from limphome.learning.quantization.quantized_folder import QuantizedFolder
from limphome.learning.quantization.subject import Subject, open_subject
from limphome.perception import bench
from limphome.perception.detector import Detector
from limphome.perception.importing.sole_writer import sole_writer
from limphome.perception.manifest import digest


def quantize_with_pictures(
    order: Order, pictures: Path, most: int, options: Options, tell: Callable[[str], None]
) -> Dict[str, Any]:
    """Quantize any network with a folder of pictures, and write a model folder if the bound holds.

    Args:
        most: pictures of each half.

    Returns:
        ``agreement``, ``left_in_float``, ``method``, ``files`` and more; with ``refused`` nothing was written.
    """
    subject = open_subject(*find_parent(order.model))
    folder = QuantizedFolder(order.out, subject)
    split = split_folder(pictures, most)
    with sole_writer(order.out):
        outcome = Procedure(subject, split, options, tell).run()
        result = _told(subject, outcome, split, options)
        first = outcome.files[0]
        if first.refusal:
            return {"model": None, **result, "refused": f"{first.variant} {first.refusal}"}
        folder.write(outcome, {"schema_version": 1, **result})
        tell(f"time {first.variant} against {subject.parent}")
        return {"model": str(order.out), **result, **time_against_parent(order, first.variant, subject.parent)}


def time_against_parent(order: Order, variant: str, parent: str) -> Dict[str, Any]:
    """Ratio of the parent's time to the variant's, run in turn on the golden frame of the folder that was written."""
    image = Detector.load(order.out, parent).golden_image
    timings = bench.compare(order.out, [variant, parent], image, order.seconds)
    return bench.speedup(timings[variant], timings[parent], np.random.default_rng(0))


def _told(subject: Subject, outcome: Outcome, split: PictureSplit, options: Options) -> Dict[str, Any]:
    first, choice = outcome.files[0], outcome.choice
    calibration = choice.calibration
    writes = {node.name: node.output[0] for node in calibration.model.graph.node}
    spans = {node: calibration.span(writes[node]) for node in first.left if writes[node] in calibration.ranges.data}
    return {
        "parent": subject.parent,
        "agreement": first.agreement.as_dict(),
        "bound": {"lost": options.bound.lost, "added": options.bound.added},
        "left_in_float": list(first.left),
        "ranges_of_those": spans,
        "nodes": outcome.nodes,
        "layers_in_int8": first.int8,
        "method": choice.method,
        "methods": {name: agreement.as_dict() for name, agreement in choice.methods.items()},
        "files": {file.variant: _file(file) for file in outcome.files if not file.refusal},
        "withheld": {**_refused(outcome), **_unmade()},
        "pictures": {name: len(getattr(split, name)) for name in ("calibration", "choice", "comparison")},
        "searched": options.most_trials > 0,
        "sensitivity": choice.sensitivity,
    }


def _file(file: QuantizedFile) -> Dict[str, Any]:
    left: List[str] = list(file.left)
    return {"sha256": digest(file.model), **file.agreement.as_dict(), "left_in_float": left, "layers_in_int8": file.int8}


def _refused(outcome: Outcome) -> Dict[str, Any]:
    return {file.variant: {**_file(file), "why": file.refusal} for file in outcome.files if file.refusal}


def _unmade() -> Dict[str, Any]:
    return {} if "int8" in runtimes() else {"int8": {"why": "this CPU has no VNNI, its sums would saturate"}}
