"""Read an ONNX file that comes from anywhere."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, FrozenSet, List

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.importing.first_look import may_be_onnx
from limphome.perception.importing.graph_input import GraphInput, follow_input

LARGEST = 2**31 - 1
"""A protobuf cannot be larger, and what lies beside it goes into it [bytes]."""


@dataclass(frozen=True, eq=False)
class ModelFile:
    """A whole network.

    Attributes:
        model: bytes of one ONNX file, weights included.
        operators: kinds of its nodes.
        metadata: what its exporter wrote beside the graph.
        tables: constants of shape (n, 4), which may be anchors.
        inputs: name -> what the graph does with it before its first layer.
    """

    model: bytes
    operators: FrozenSet[str] = frozenset()
    metadata: Dict[str, str] = field(default_factory=dict)
    tables: List[np.ndarray] = field(default_factory=list)
    inputs: Dict[str, GraphInput] = field(default_factory=dict)

    @property
    def quantized(self) -> bool:
        """True when it computes in INT8."""
        return any(name in self.operators for name in ("QuantizeLinear", "QLinearConv", "ConvInteger", "QLinearMatMul"))


def read_model_file(path: Path) -> ModelFile:
    """Read and check; weights that lie beside the file are taken in, and only from its folder.

    Raises:
        LimphomeError: no file, empty, too large, no ONNX, or a path that leaves the folder.
        ImportError: the package ``onnx`` is missing.
    """
    return read_model(_read(path), path)


def read_model(data: bytes, path: Path = Path("model")) -> ModelFile:
    """As :func:`read_model_file`, of bytes that came from ``path``."""
    if not may_be_onnx(data):
        raise LimphomeError("is no ONNX file", str(path), "a whole ONNX file")
    import onnx
    from google.protobuf.message import DecodeError

    try:
        proto = onnx.load_model_from_string(data)
    except (DecodeError, ValueError, TypeError, RuntimeError) as error:
        raise LimphomeError(f"is no ONNX file: {error}", str(path), "a whole ONNX file") from error
    if not proto.graph.node or not proto.graph.output:
        raise LimphomeError("is no ONNX file: it holds no graph", str(path), "a whole ONNX file")
    if _take_in_weights(proto, path):
        data = proto.SerializeToString()
    metadata = {entry.key: entry.value for entry in proto.metadata_props}
    inputs = {value.name: follow_input(proto, value.name) for value in proto.graph.input}
    return ModelFile(data, frozenset(node.op_type for node in proto.graph.node), metadata, _tables(proto), inputs)


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if not path.is_file() or not 0 < size <= LARGEST:
            raise LimphomeError(
                f"holds {size} bytes" if path.is_file() else "is no file", str(path), f"an ONNX file of 1 to {LARGEST} bytes"
            )
        return path.read_bytes()
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(path), "a readable ONNX file") from error


def _take_in_weights(proto: Any, path: Path) -> bool:
    from onnx import external_data_helper
    from onnx.checker import ValidationError

    folder, total = path.parent.resolve(), 0
    outside = [tensor for tensor in _tensors(proto) if external_data_helper.uses_external_data(tensor)]
    for tensor in outside:
        entries = {entry.key: entry.value for entry in tensor.external_data}
        file = (folder / entries.get("location", "")).resolve()
        if folder not in file.parents or not file.is_file():
            raise LimphomeError(f"weights at '{entries.get('location')}'", str(path), "a file beside the model that exists")
        total += int(entries.get("length") or file.stat().st_size)
        if total > LARGEST:
            raise LimphomeError(f"more than {LARGEST} bytes of weights", str(path), f"at most {LARGEST}")
    try:
        for tensor in outside:
            external_data_helper.load_external_data_for_tensor(tensor, str(folder))
            _check_length(tensor, path)
            tensor.data_location = 0
            del tensor.external_data[:]
    except (OSError, ValueError, ValidationError) as error:
        raise LimphomeError(f"weights beside it cannot be read: {error}", str(path), "the files that were exported") from error
    return bool(outside)


def _check_length(tensor: Any, path: Path) -> None:
    stated = {entry.key: entry.value for entry in tensor.external_data}.get("length")
    if stated and len(tensor.raw_data) != int(stated):
        raise LimphomeError(f"{len(tensor.raw_data)} bytes of weights {tensor.name}", str(path), f"{stated}, as it says")


def _tensors(proto: Any) -> List[Any]:
    """Stored tensors of the graph, of graphs inside it and of constants."""
    found: List[Any] = []
    graphs = [proto.graph, *proto.functions]
    while graphs:
        graph = graphs.pop()
        found += getattr(graph, "initializer", [])
        for attribute in (attribute for node in graph.node for attribute in node.attribute):
            found += [attribute.t] if attribute.HasField("t") else list(attribute.tensors)
            graphs += [attribute.g] if attribute.HasField("g") else list(attribute.graphs)
    return found


def _tables(proto: Any) -> List[np.ndarray]:
    from onnx import numpy_helper

    tables = []
    for tensor in _tensors(proto):
        dims = [size for size in tensor.dims if size != 1]
        if len(dims) == 2 and dims[1] == 4 and 100 <= dims[0] <= 200000 and tensor.data_type in (1, 10, 11):
            with suppress(ValueError):  # a broken constant: the runtime will say so
                tables.append(np.asarray(numpy_helper.to_array(tensor), np.float32).reshape(-1, 4))
    return tables
