"""Which operators an ONNX file holds, found without the onnx package, which a robot does not carry."""

from typing import FrozenSet, Iterator, Set, Tuple

from limphome.resources.protobuf import BYTES, fields

_GRAPH, _NODE, _OP_TYPE = 7, 1, 4
"""Fields of ModelProto, GraphProto and NodeProto in onnx.proto."""


def operators(model: bytes) -> FrozenSet[str]:
    """Kinds of the nodes of the main graph; LimphomeError when it is no ONNX file."""
    kinds: Set[str] = set()
    for graph in _within(model, (0, len(model)), _GRAPH):
        for node in _within(model, graph, _NODE):
            kinds.update(model[start:stop].decode("utf-8", "replace") for start, stop in _within(model, node, _OP_TYPE))
    return frozenset(kinds)


def _within(model: bytes, span: Tuple[int, int], wanted: int) -> Iterator[Tuple[int, int]]:
    return ((start, stop) for number, wire, start, stop in fields(model, *span) if number == wanted and wire == BYTES)
