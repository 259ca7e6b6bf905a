"""What a network's outputs for one picture say of how they are to be read."""

import re
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.decoders.registry import DECODERS
from limphome.perception.grid_decoder import grid_cells

LEVELS = (
    (8, 16, 32),
    (8, 16, 32, 64),
    (8, 16, 32, 64, 128),
    (4, 8, 16, 32),
    (16, 32, 64),
    (16, 32),
    (8, 16),
    (32,),
    (16,),
    (8,),
    (4,),
)
USUAL_COUNTS = (1, 20, 80, 90, 91, 365)
Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class DecoderProposal:
    """Keys for a manifest.

    Attributes:
        decoder: its section, without thresholds.
        classes: how many, 0 where the outputs do not say.
        guessed: keys that are more likely than certain.
        choices: sections to try instead, where trying can tell.
    """

    decoder: Dict[str, Any]
    classes: int
    guessed: List[str] = field(default_factory=list)
    choices: List[Dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known when a decoder is proposed: outputs for one picture, its size, how many classes the user named."""

    outputs: Arrays
    width: int
    height: int
    classes: int = 0

    def named(self, pattern: str) -> List[str]:
        """Outputs whose name matches."""
        return [name for name in self.outputs if re.search(pattern, name, re.IGNORECASE)]


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
        if len(evidence.outputs) > 2 or array.shape[-1:] not in ((6,), (7,)) or _levels(evidence, array.shape[-2]):
            continue
        columns = ["left", "top", "right", "bottom", "score", "class"]
        if array.shape[-1] == 7:
            caffe = array.ndim == 4
            columns = ["ignored", "class", "score", *columns[:4]] if caffe else ["ignored", *columns[:4], "class", "score"]
        at = [columns.index(side) for side in ("left", "top", "right", "bottom")]
        section = {"kind": "nms_in_graph", "outputs": {"rows": name}, "columns": columns}
        section["unit"] = _unit(array[..., at])
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
    unit = _unit(evidence.outputs[boxes[0]][..., :4])
    section: Dict[str, Any] = {"kind": "nms_in_graph", "outputs": outputs, "unit": unit}
    section.update(box_form="yxyx" if tensorflow else "xyxy", first_class=int(tensorflow or torchvision))
    guessed = ["decoder.unit", "decoder.box_form", "decoder.first_class"]
    other = {**section, "box_form": "xyxy" if tensorflow else "yxyx"}
    return DecoderProposal(section, evidence.classes, guessed, [other])


def _center_heatmap(evidence: Evidence) -> Optional[DecoderProposal]:
    maps = [name for name, a in evidence.outputs.items() if a.ndim == 4 and a.shape[0] == 1]
    shapes = {evidence.outputs[name].shape[2:] for name in maps}
    if len(maps) not in (2, 3) or len(maps) != len(evidence.outputs) or len(shapes) != 1:
        return None
    rows, columns = next(iter(shapes))
    pairs = [name for name in maps if evidence.outputs[name].shape[1] == 2]
    heat = [name for name in maps if name not in pairs] or evidence.named("hm|heat") or maps[:1]
    pairs = [name for name in pairs if name != heat[0]]
    if (
        len(heat) != 1
        or len(pairs) != len(maps) - 1
        or evidence.height % rows
        or evidence.width // columns != evidence.height // rows
    ):
        return None
    size = [name for name in evidence.named("wh|size") if name in pairs] or pairs[:1]
    outputs = {"heatmap": heat[0], "size": size[0]}
    outputs.update([("offset", name) for name in pairs if name != size[0]])
    score = evidence.outputs[heat[0]]
    section = {"kind": "center_heatmap", "outputs": outputs, "stride": evidence.height // rows, "activation": _activation(score)}
    guessed = ["decoder.in_strides"] if len(pairs) == 1 else ["decoder.in_strides", "decoder.outputs"]
    return DecoderProposal(section, score.shape[1], guessed, [{**section, "in_strides": False}])


def _anchor_free_grid(evidence: Evidence) -> Optional[DecoderProposal]:
    found = _grid_outputs(evidence)
    if found is None:
        return None
    outputs, strides, cells_last, rows = found
    section: Dict[str, Any] = {"kind": "anchor_free_grid", "outputs": outputs, "strides": list(strides), "cells_last": cells_last}
    guessed: List[str] = []
    if "head" in outputs:
        form, classes = _split(rows["head"], evidence, strides, section, guessed)
    else:
        form = _box_form(rows["boxes"], evidence, strides)
        classes = rows["scores"].shape[1]
        section.update(objectness="objectness" in outputs, activation=_activation(rows["scores"]))
    section.update(form)
    if "decoded" not in section["box_form"]:
        guessed.append("decoder.box_form")
    return DecoderProposal(section, classes, guessed)


def _grid_outputs(evidence: Evidence) -> Optional[Tuple[Dict[str, Any], Tuple[int, ...], bool, Dict[str, np.ndarray]]]:
    """Roles, strides, axis order, and each role's rows (cells, channels)."""
    flat = {name: a[0] for name, a in evidence.outputs.items() if a.ndim == 3 and a.shape[0] == 1}
    for axis in (1, 0):
        at = {name: _levels(evidence, a.shape[axis]) for name, a in flat.items() if a.shape[axis] > a.shape[1 - axis]}
        whole = [name for name, strides in at.items() if strides]
        rows = {name: flat[name].T if axis == 1 else flat[name] for name in whole}
        roles = _grid_roles(rows)
        if roles:
            strides = at[whole[0]] or ()
            return dict(roles), strides, axis == 1, {role: rows[name] for role, name in roles.items()}
    return _grid_maps(evidence)


def _grid_roles(rows: Mapping[str, np.ndarray]) -> Dict[str, str]:
    if len(rows) == 1 and next(iter(rows.values())).shape[1] > 4:
        return {"head": next(iter(rows))}
    boxes = [name for name, array in rows.items() if array.shape[1] in (4, 64)]
    if len(boxes) != 1 or len(rows) not in (2, 3):
        return {}
    others = [name for name in rows if name != boxes[0]]
    certain = [name for name in others if re.search("obj|centerness", name, re.IGNORECASE)][: len(others) - 1]
    roles = {"boxes": boxes[0], "scores": next(name for name in others if name not in certain)}
    return {**roles, "objectness": certain[0]} if certain else roles


def _grid_maps(evidence: Evidence) -> Optional[Tuple[Dict[str, Any], Tuple[int, ...], bool, Dict[str, np.ndarray]]]:
    """One map a level, with all channels in it."""
    maps = [name for name, a in evidence.outputs.items() if a.ndim == 4 and a.shape[0] == 1]
    maps.sort(key=lambda name: -evidence.outputs[name].shape[2])
    depths = {evidence.outputs[name].shape[1] for name in maps}
    if len(maps) < 1 or len(depths) != 1 or len(maps) != len(evidence.outputs):
        return None
    strides = tuple(round(evidence.height / evidence.outputs[name].shape[2]) for name in maps)
    rows = np.concatenate([evidence.outputs[name][0].reshape(next(iter(depths)), -1).T for name in maps])
    if len(grid_cells(evidence.width, evidence.height, strides)[1]) != len(rows):
        return None
    return {"head": maps}, strides, True, {"head": rows}


def _split(
    head: np.ndarray, evidence: Evidence, strides: Tuple[int, ...], section: Dict[str, Any], guessed: List[str]
) -> Tuple[Dict[str, Any], int]:
    """Where boxes, objectness and classes lie in a head (cells, channels)."""
    channels = head.shape[1]
    if channels - 64 == evidence.classes or (not evidence.classes and channels - 64 in USUAL_COUNTS):
        section.update(activation=_activation(head[:, 64:]))
        return {"box_form": "bins", "bins": 16}, channels - 64
    rest = channels - 4
    objectness = rest - 1 == evidence.classes or (not evidence.classes and rest - 1 in USUAL_COUNTS and rest not in USUAL_COUNTS)
    if not evidence.classes:
        guessed.append("decoder.objectness")
    first = _box_form(head[:, :4], evidence, strides)
    last = _box_form(head[:, -4:], evidence, strides)
    turned = _is_plainer(last["box_form"], first["box_form"]) and bool(head[:, -4:].max() > 1)
    scores = head[:, :-4] if turned else head[:, 4:]
    section.update(objectness=objectness, scores_first=turned, activation=_activation(scores))
    return (last if turned else first), rest - int(objectness)


def _is_plainer(form: str, other: str) -> bool:
    """Decoded boxes and distances show themselves; any numbers could be centres and logarithms."""
    rank = ("decoded", "distances", "centre_log_size")
    order = [next(i for i, name in enumerate(rank) if text.startswith(name)) for text in (form, other)]
    return order[0] < order[1]


def _box_form(boxes: np.ndarray, evidence: Evidence, strides: Tuple[int, ...]) -> Dict[str, Any]:
    """Decoded boxes follow the cells that they come from; raw ones do not."""
    if boxes.shape[1] == 64:
        return {"box_form": "bins", "bins": 16}
    centres, _ = grid_cells(evidence.width, evidence.height, strides)
    if _follows(boxes[:, 0], centres[:, 0]) and _follows(boxes[:, 1], centres[:, 1]):
        sorted_ = (boxes[:, 2] >= boxes[:, 0]) & (boxes[:, 3] >= boxes[:, 1])
        form = "decoded_corners" if sorted_.mean() > 0.98 else "decoded_centre_size"
        return {"box_form": form, "unit": _unit(boxes)}
    if (boxes >= 0).mean() > 0.98:
        return {"box_form": "distances", "in_strides": bool(np.median(boxes) < 16)}
    return {"box_form": "centre_log_size", "offset": 0.0}


def _follows(values: np.ndarray, positions: np.ndarray) -> bool:
    if not np.isfinite(values).all() or values.std() == 0:
        return False
    return bool(np.corrcoef(values, positions)[0, 1] > 0.8)


def _detr(evidence: Evidence) -> Optional[DecoderProposal]:
    sets = {name: a for name, a in evidence.outputs.items() if a.ndim == 3 and a.shape[0] == 1 and a.shape[1] <= 1000}
    boxes = [name for name, a in sets.items() if a.shape[2] == 4 and _unit(a) == "picture"]
    boxes = [name for name in boxes if re.search("box", name, re.IGNORECASE)] or boxes
    if not boxes or _levels(evidence, sets[boxes[0]].shape[1]):
        return None
    scores = [name for name, a in sets.items() if name != boxes[0] and a.shape[1] == sets[boxes[0]].shape[1]]
    if len(scores) != 1:
        return None
    array = sets[scores[0]]
    count = array.shape[2]
    activation = _activation(array)
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
    raw = _activation(array)
    with_nothing = array.shape[-1] != evidence.classes if evidence.classes else array.shape[-1] > 1
    activation = raw if raw == "none" else ("softmax" if with_nothing else "sigmoid")
    section = {"kind": "ssd_anchors", "outputs": {"boxes": boxes[0], "scores": scores[0]}, "activation": activation}
    section["background"] = "first" if with_nothing else "none"
    guessed = ["decoder.variances", "decoder.background", "decoder.activation"]
    return DecoderProposal(section, array.shape[-1] - int(with_nothing), guessed)


def _levels(evidence: Evidence, count: int) -> Optional[Tuple[int, ...]]:
    """Strides of a grid that has so many cells."""
    for strides in LEVELS:
        cells = sum(-(-evidence.width // s) * -(-evidence.height // s) for s in strides)
        if cells == count:
            return strides
    return None


def _unit(boxes: np.ndarray) -> str:
    finite = boxes[np.isfinite(boxes)]
    return "picture" if finite.size and np.abs(finite).max() <= 2 else "pixels"


def _activation(scores: np.ndarray) -> str:
    return "none" if scores.size and scores.min() >= 0 and scores.max() <= 1 else "sigmoid"


_PROPOSERS: Dict[str, Callable[[Evidence], Optional[DecoderProposal]]] = {
    "nms_in_graph": _nms_in_graph,
    "anchor_free_grid": _anchor_free_grid,
    "center_heatmap": _center_heatmap,
    "detr": _detr,
    "ssd_anchors": _ssd_anchors,
}
