"""Whether a network's outputs are those of a centre heatmap."""

from typing import List, Optional

from limphome.perception.importing.evidence import DecoderProposal, Evidence, score_activation


def propose_heatmap(evidence: Evidence) -> Optional[DecoderProposal]:
    """One map with a channel a class, one with the size, and perhaps one with the offset; all of one shape."""
    maps = [name for name, a in evidence.outputs.items() if a.ndim == 4 and a.shape[0] == 1]
    if len(maps) not in (2, 3) or len(maps) != len(evidence.outputs):
        return None
    pairs = [name for name in maps if evidence.outputs[name].shape[1] == 2]
    heat = [name for name in maps if name not in pairs] or evidence.named("hm|heat") or maps[:1]
    pairs = [name for name in pairs if name != heat[0]]
    stride = _stride(evidence, maps)
    if len(heat) != 1 or len(pairs) != len(maps) - 1 or not stride:
        return None
    size = [name for name in evidence.named("wh|size") if name in pairs] or pairs[:1]
    outputs = {"heatmap": heat[0], "size": size[0]}
    outputs.update([("offset", name) for name in pairs if name != size[0]])
    score = evidence.outputs[heat[0]]
    section = {"kind": "center_heatmap", "outputs": outputs, "stride": stride, "activation": score_activation(score)}
    guessed = ["decoder.in_strides"] if len(pairs) == 1 else ["decoder.in_strides", "decoder.outputs"]
    return DecoderProposal(section, score.shape[1], guessed, [{**section, "in_strides": False}])


def _stride(evidence: Evidence, maps: List[str]) -> int:
    """Pixels a cell, the same both ways and for all maps; 0 if it is not."""
    shapes = {evidence.outputs[name].shape[2:] for name in maps}
    rows, columns = next(iter(shapes))
    whole = len(shapes) == 1 and evidence.height % rows == 0 and evidence.width // columns == evidence.height // rows
    return evidence.height // rows if whole else 0
