"""What a network's outputs for one picture say of how they are to be read."""

import re
from typing import Any, Callable, Dict, Optional

from limphome.core import LimphomeError
from limphome.perception.decoders.registry import DECODERS
from limphome.perception.importing.evidence import DecoderProposal, Evidence, box_unit, grid_levels, score_activation
from limphome.perception.importing.grid_proposal import propose_grid
from limphome.perception.importing.heatmap_proposal import propose_heatmap


def propose_decoder(evidence: Evidence, kind: str = "") -> DecoderProposal:
    """The first decoder that the shapes allow, or the one called ``kind``.

    Raises:
        LimphomeError: no decoder fits; lists the outputs.
    """
    if kind and kind not in _PROPOSERS:
        raise LimphomeError(f"decoder '{kind}'", "--decoder", "one of " + ", ".join(DECODERS))
    for name, propose in _PROPOSERS.items():
        found = propose(evidence) if kind in ("", name) else None
        if found is not None:
            return found
    shapes = ", ".join(f"{name} {array.shape}" for name, array in evidence.outputs.items())
    raise LimphomeError(
        f"no decoder for the outputs {shapes}", "model", "one of " + ", ".join(DECODERS) + "; --set decoder.KEY=VALUE"
    )


def _nms_in_graph(evidence: Evidence) -> Optional[DecoderProposal]:
    return _rows(evidence) or _apart(evidence)


def _rows(evidence: Evidence) -> Optional[DecoderProposal]:
    """One output with box, score and class side by side."""
    for name, array in evidence.outputs.items():
        if len(evidence.outputs) > 2 or array.shape[-1:] not in ((6,), (7,)) or grid_levels(evidence, array.shape[-2]):
            continue
        columns = ["left", "top", "right", "bottom", "score", "class"]
        if array.shape[-1] == 7:
            caffe = array.ndim == 4
            columns = ["ignored", "class", "score", *columns[:4]] if caffe else ["ignored", *columns[:4], "class", "score"]
        at = [columns.index(side) for side in ("left", "top", "right", "bottom")]
        section = {"kind": "nms_in_graph", "outputs": {"rows": name}, "columns": columns}
        section["unit"] = box_unit(array[..., at])
        return DecoderProposal(section, evidence.classes, ["decoder.unit"])
    return None


def _apart(evidence: Evidence) -> Optional[DecoderProposal]:
    """Outputs of their own, by name."""
    boxes = [n for n in evidence.named("box|dets") if evidence.outputs[n].shape[-1:] in ((4,), (5,))]
    flat = {n: a for n, a in evidence.outputs.items() if a.ndim in (1, 2) and (a.ndim == 1 or a.shape[0] == 1)}
    classes = [n for n in evidence.named("class|label") if n in flat]
    scores = [n for n in evidence.named("score|conf|prob") if n in flat]
    if len(boxes) != 1 or len(classes) != 1:
        return None
    outputs = {"boxes": boxes[0], "classes": classes[0]}
    if evidence.outputs[boxes[0]].shape[-1] == 4:
        if len(scores) != 1:
            return None
        outputs["scores"] = scores[0]
    count = [n for n in evidence.named("num|count") if evidence.outputs[n].size == 1]
    if count:
        outputs["count"] = count[0]
    tensorflow = boxes[0].startswith("detection_boxes") or classes[0].startswith("detection_classes")
    torchvision = set(evidence.outputs) == {"boxes", "labels", "scores"}
    unit = box_unit(evidence.outputs[boxes[0]][..., :4])
    section: Dict[str, Any] = {"kind": "nms_in_graph", "outputs": outputs, "unit": unit}
    section.update(box_form="yxyx" if tensorflow else "xyxy", first_class=int(tensorflow or torchvision))
    guessed = ["decoder.unit", "decoder.box_form", "decoder.first_class"]
    other = {**section, "box_form": "xyxy" if tensorflow else "yxyx"}
    return DecoderProposal(section, evidence.classes, guessed, [other])


def _detr(evidence: Evidence) -> Optional[DecoderProposal]:
    sets = {name: a for name, a in evidence.outputs.items() if a.ndim == 3 and a.shape[0] == 1 and a.shape[1] <= 1000}
    boxes = [name for name, a in sets.items() if a.shape[2] == 4 and box_unit(a) == "picture"]
    boxes = [name for name in boxes if re.search("box", name, re.IGNORECASE)] or boxes
    if not boxes or grid_levels(evidence, sets[boxes[0]].shape[1]):
        return None
    scores = [name for name, a in sets.items() if name != boxes[0] and a.shape[1] == sets[boxes[0]].shape[1]]
    if len(scores) != 1:
        return None
    array = sets[scores[0]]
    count = array.shape[2]
    activation = score_activation(array)
    if activation == "sigmoid" and (count - 1 == evidence.classes or (not evidence.classes and array.shape[1] <= 100)):
        activation = "softmax"
    section = {"kind": "detr", "outputs": {"boxes": boxes[0], "scores": scores[0]}, "activation": activation}
    guessed = [] if evidence.classes else ["decoder.activation"]
    return DecoderProposal(section, count - int(activation == "softmax"), guessed)


def _ssd_anchors(evidence: Evidence) -> Optional[DecoderProposal]:
    sets = {name: a for name, a in evidence.outputs.items() if a.ndim in (2, 3) and a.size > 0}
    boxes = [name for name, a in sets.items() if a.shape[-1] == 4]
    boxes = [name for name in boxes if re.search("box|loc|reg", name, re.IGNORECASE)] or boxes
    if not boxes:
        return None
    count = sets[boxes[0]].shape[-2]
    scores = [name for name, a in sets.items() if name != boxes[0] and a.shape[-2] == count]
    if len(scores) != 1:
        return None
    array = sets[scores[0]]
    raw = score_activation(array)
    with_nothing = array.shape[-1] != evidence.classes if evidence.classes else array.shape[-1] > 1
    activation = raw if raw == "none" else ("softmax" if with_nothing else "sigmoid")
    section = {"kind": "ssd_anchors", "outputs": {"boxes": boxes[0], "scores": scores[0]}, "activation": activation}
    section["background"] = "first" if with_nothing else "none"
    guessed = ["decoder.variances", "decoder.background", "decoder.activation"]
    return DecoderProposal(section, array.shape[-1] - int(with_nothing), guessed)


_PROPOSERS: Dict[str, Callable[[Evidence], Optional[DecoderProposal]]] = {
    "nms_in_graph": _nms_in_graph,
    "anchor_free_grid": propose_grid,
    "center_heatmap": propose_heatmap,
    "detr": _detr,
    "ssd_anchors": _ssd_anchors,
}
