"""Damage to a network's weights."""

import numpy as np

from limphome.core import LimphomeError
from limphome.faults.onnx_weights import weight_spans
from limphome.faults.table import find_kind


def bit_flip(model: bytes, severity: int, rng: np.random.Generator) -> bytes:
    """Flip random bits of the weights of an ONNX file, as radiation does in a memory.

    Args:
        model: bytes of the file, weights inside.
        severity: 0 (the same object comes back) to 5; the count is in the fault table. Never more than half of all bits.
        rng: which bits.

    Returns:
        A copy that differs in exactly that many bits, all in float32 or int8 weights, so it still loads.

    Raises:
        LimphomeError: not an ONNX file, or none with weights inside.
    """
    count = int(find_kind("model.bit_flip").value(severity))
    if count == 0:
        return model
    spans = weight_spans(model)
    if not spans:
        raise LimphomeError("no float32 or int8 weights inside", "ONNX model", "a model saved as one file")
    ends_bits = 8 * np.cumsum([stop - start for start, stop in spans])
    places = rng.choice(ends_bits[-1], min(count, int(ends_bits[-1]) // 2), replace=False, shuffle=False)
    span = np.searchsorted(ends_bits, places, side="right")
    stops = np.array([stop for _, stop in spans])
    offsets = stops[span] - 1 - (ends_bits[span] - 1 - places) // 8
    damaged = np.frombuffer(model, np.uint8).copy()
    np.bitwise_xor.at(damaged, offsets, (1 << (places % 8)).astype(np.uint8))
    return damaged.tobytes()
