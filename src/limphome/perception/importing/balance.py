"""How far the first layers of a network are from where batch normalisation keeps them."""

from typing import Dict, List, Mapping, Optional, Sequence

import numpy as np

from limphome.perception.engine import Engine, EngineOptions, make_engine

LAYERS = 4
FARTHEST = 5.0
"""A channel that is always on or always off counts as so many of its own spreads from zero."""
OF_SPREAD = 0.1
"""Trained networks centre their channels more faithfully than they keep their spread."""


class Balance:
    """The first convolutions of a network, run alone.

    In training each channel of a layer had a mean near 0 and a spread near 1 (Ioffe and Szegedy 2015). In the file that is
    folded into weights, but pixels that are scaled otherwise than in training still move all channels away from it.

    Args:
        engine: gives the outputs of those layers.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def of(cls, model: bytes) -> Optional["Balance"]:
        """None for a network without convolutions that can be looked at."""
        cut = _first_layers(model)
        return cls(make_engine("onnxruntime", cut, EngineOptions())) if cut else None

    def unrest(self, feeds: Mapping[str, np.ndarray]) -> float:
        """Mean square of means in spreads, and of the logarithm of spreads, over the layers; less is better."""
        known = {tensor.name for tensor in self._engine.inputs}
        return unrest_of(list(self._engine.run({name: feeds[name] for name in known}).values()))


def unrest_of(layers: Sequence[np.ndarray]) -> float:
    """As :meth:`Balance.unrest`, of arrays of shape (1, channels, rows, columns)."""
    parts: List[float] = []
    for layer in layers:
        rows = np.asarray(layer, np.float32)[0].reshape(layer.shape[1], -1)
        mean, spread = rows.mean(axis=1), rows.std(axis=1) + 1e-9
        away = np.minimum(np.abs(mean) / spread, FARTHEST)
        parts.append(float(np.mean(away**2) + OF_SPREAD * np.log(spread).mean() ** 2))
    return float(np.mean(parts))


def _first_layers(model: bytes) -> bytes:
    """The same network, ending in its first convolutions; nothing when it has fewer."""
    import onnx

    proto = onnx.load_model_from_string(model)
    normalised: Dict[str, str] = {
        node.input[0]: node.output[0] for node in proto.graph.node if node.op_type == "BatchNormalization"
    }
    found = [node.output[0] for node in proto.graph.node if node.op_type == "Conv"][:LAYERS]
    if len(found) < LAYERS:
        return b""
    del proto.graph.output[:]
    proto.graph.output.extend(onnx.helper.make_empty_tensor_value_info(normalised.get(name, name)) for name in found)
    return bytes(proto.SerializeToString())
