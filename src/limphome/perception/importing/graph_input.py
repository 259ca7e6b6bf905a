"""What a graph does with its picture before the first layer, and what that says of the pixels it wants."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

PASSING = ("Cast", "Identity", "Transpose", "Reshape", "Unsqueeze", "Squeeze", "DequantizeLinear", "SpaceToDepth")
MOST_STEPS = 32
"""So far an input is followed: a broken graph may go round in a circle."""


@dataclass(frozen=True, eq=False)
class GraphInput:
    """Facts about one input.

    Attributes:
        low, high: values that the quantization of the input can hold, None without one.
        symmetric: it has no zero point of its own: only the larger of both ends was measured.
        factor, shift: what the graph makes of a value, ``value * factor + shift``; shape (1,) or (3,).
    """

    low: Optional[float] = None
    high: Optional[float] = None
    symmetric: bool = False
    factor: np.ndarray = field(default_factory=lambda: np.ones(1))
    shift: np.ndarray = field(default_factory=lambda: np.zeros(1))

    @property
    def plain(self) -> bool:
        """True when the graph takes the values as they are."""
        return bool((self.factor == 1).all() and (self.shift == 0).all())


def follow_input(proto: Any, name: str) -> GraphInput:
    """Follow an input of a network through arithmetic with constants, as far as it goes straight on."""
    constants, users = _constants(proto), _users(proto)
    facts: Dict[str, Any] = {}
    factor, shift = np.ones(1), np.zeros(1)
    for _ in range(MOST_STEPS):
        if len(users.get(name, [])) != 1 or not users[name][0].output:
            break
        (node,) = users[name]
        if node.op_type == "QuantizeLinear" and not facts:
            facts = _range(node, constants)
        elif node.op_type in ("Mul", "Div", "Add", "Sub"):
            step = _step(node, name, constants)
            if step is None:
                break
            factor, shift = factor * step[0], shift * step[0] + step[1]
        elif node.op_type not in (*PASSING, "QuantizeLinear"):
            break
        name = node.output[0]
    return GraphInput(**facts, factor=factor, shift=shift)


def _constants(proto: Any) -> Dict[str, np.ndarray]:
    """Small stored tensors by name."""
    from onnx import numpy_helper

    stored = {tensor.name: tensor for tensor in proto.graph.initializer}
    for node in (node for node in proto.graph.node if node.op_type == "Constant" and node.output):
        stored.update((node.output[0], attribute.t) for attribute in node.attribute if attribute.name == "value")
    small = {name: tensor for name, tensor in stored.items() if int(np.prod(tensor.dims)) <= 3}
    found = {}
    for name, tensor in small.items():
        with suppress(ValueError, TypeError):  # a broken constant: the runtime will say so
            found[name] = numpy_helper.to_array(tensor)
    return found


def _users(proto: Any) -> Dict[str, List[Any]]:
    users: Dict[str, List[Any]] = {}
    for node in proto.graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    return users


def _range(node: Any, constants: Dict[str, np.ndarray]) -> Dict[str, Any]:
    """What a quantization of the whole tensor can hold."""
    names = [*node.input, "", ""]
    scale, zero = constants.get(names[1]), constants.get(names[2], np.zeros(1, np.uint8))
    if scale is None or scale.size != 1 or zero.size != 1 or zero.dtype not in (np.int8, np.uint8):
        return {}
    ends = np.iinfo(zero.dtype)
    low, high = ((end - int(zero.item())) * float(scale.item()) for end in (ends.min, ends.max))
    return {"low": low, "high": high, "symmetric": zero.dtype == np.int8 and int(zero.item()) == 0}


def _step(node: Any, name: str, constants: Dict[str, np.ndarray]) -> Optional[Tuple[np.ndarray, np.ndarray]]:
    """Factor and shift of one operation with a constant; None for another."""
    others = [constants.get(one) for one in node.input if one != name]
    if len(others) != 1 or others[0] is None or others[0].size not in (1, 3):
        return None
    value, first = np.asarray(others[0], np.float64).ravel(), node.input[0] == name
    if node.op_type == "Mul":
        return value, np.zeros(1)
    if node.op_type == "Add":
        return np.ones(1), value
    if node.op_type == "Sub":
        return (np.ones(1), -value) if first else (-np.ones(1), value)
    return (1 / value, np.zeros(1)) if first and value.all() else None
