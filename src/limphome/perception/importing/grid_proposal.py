"""How a head with one box for each cell is to be read."""

import re
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

from limphome.perception.grid_decoder import grid_cells
from limphome.perception.importing.evidence import DecoderProposal, Evidence, box_unit, grid_levels, score_activation

USUAL_COUNTS = (1, 20, 80, 90, 91, 365)


def propose_grid(evidence: Evidence) -> Optional[DecoderProposal]:
    """``anchor_free_grid``, if some outputs have one row for each cell of a usual set of levels."""
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
        section.update(objectness="objectness" in outputs, activation=score_activation(rows["scores"]))
    section.update(form)
    if "decoded" not in section["box_form"]:
        guessed.append("decoder.box_form")
    return DecoderProposal(section, classes, guessed)


def _grid_outputs(evidence: Evidence) -> Optional[Tuple[Dict[str, Any], Tuple[int, ...], bool, Dict[str, np.ndarray]]]:
    """Roles, strides, axis order, and each role's rows (cells, channels)."""
    flat = {name: a[0] for name, a in evidence.outputs.items() if a.ndim == 3 and a.shape[0] == 1}
    for axis in (1, 0):
        at = {name: grid_levels(evidence, a.shape[axis]) for name, a in flat.items() if a.shape[axis] > a.shape[1 - axis]}
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
    first, last = (_box_form(part, evidence, strides) for part in (head[:, :4], head[:, -4:]))
    decoded = "decoded" in first["box_form"] + last["box_form"]  # then 84 channels are a box and 80 classes, not bins and 20
    if channels - 64 == evidence.classes or (not evidence.classes and channels - 64 in USUAL_COUNTS and not decoded):
        section.update(activation=score_activation(head[:, 64:]))
        return {"box_form": "bins", "bins": 16}, channels - 64
    rest = channels - 4
    usual = rest - 1 in USUAL_COUNTS and rest not in USUAL_COUNTS
    objectness = rest - 1 == evidence.classes if evidence.classes else usual
    if not evidence.classes:
        guessed.append("decoder.objectness")
    turned = _is_plainer(last["box_form"], first["box_form"]) and bool(head[:, -4:].max() > 1)
    scores = head[:, :-4] if turned else head[:, 4:]
    section.update(objectness=objectness, scores_first=turned, activation=score_activation(scores))
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
        return {"box_form": form, "unit": box_unit(boxes)}
    if (boxes >= 0).mean() > 0.98:
        return {"box_form": "distances", "in_strides": bool(np.median(boxes) < 16)}
    return {"box_form": "centre_log_size", "offset": 0.0}


def _follows(values: np.ndarray, positions: np.ndarray) -> bool:
    if not np.isfinite(values).all() or values.std() == 0:
        return False
    return bool(np.corrcoef(values, positions)[0, 1] > 0.8)
