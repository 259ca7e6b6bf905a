"""Weights outside of the file are found wherever a network can hold a tensor."""

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from limphome.core import LimphomeError
from limphome.perception.engine import EngineOptions, make_engine
from limphome.perception.onnx_session import open_session
from limphome.perception.outside_weights import HOLDERS, has_outside_weights

VALUES = np.arange(4, dtype=np.float32)


def tensor(outside=True):
    made = numpy_helper.from_array(VALUES, "w")
    if outside:
        made.ClearField("raw_data")
        made.data_location = onnx.TensorProto.EXTERNAL
        made.external_data.add(key="location", value="w.bin")
    return made


def network(nodes, initializers=()):
    x, y = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [4]) for name in "xy")
    graph = helper.make_graph(nodes, "net", [x], [y], list(initializers))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def add():
    return helper.make_node("Add", ["x", "w"], ["y"])


def stored(outside=True):
    return network([add()], [tensor(outside)])


def constant(outside=True):
    return network([helper.make_node("Constant", [], ["w"], value=tensor(outside)), add()])


def inner(outside=True):
    y = helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [4])
    branch = helper.make_graph([helper.make_node("Identity", ["w"], ["y"])], "branch", [], [y], [tensor(outside)])
    condition = helper.make_node("Constant", [], ["c"], value=numpy_helper.from_array(np.array(True), "c"))
    return network([condition, helper.make_node("If", ["c"], ["y"], then_branch=branch, else_branch=branch)])


def sparse(outside=True):
    made = onnx.SparseTensorProto(values=tensor(outside), indices=numpy_helper.from_array(np.arange(4), ""), dims=[4])
    return network([helper.make_node("Constant", [], ["w"], sparse_value=made), add()])


PLACES = [stored, constant, inner, sparse]


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """The process runs where the weights lie."""
    (tmp_path / "w.bin").write_bytes(VALUES.tobytes())
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("make", PLACES)
def test_weights_outside_are_found(make):
    assert has_outside_weights(make().SerializeToString())
    assert not has_outside_weights(make(outside=False).SerializeToString())


@pytest.mark.parametrize("runtime", ["onnxruntime", "openvino"])
@pytest.mark.parametrize("make", PLACES)
def test_no_runtime_takes_weights_from_the_folder_that_it_runs_in(beside, make, runtime):
    if runtime == "openvino":
        pytest.importorskip("openvino")
    with pytest.raises(LimphomeError, match="weights in another file"):
        make_engine(runtime, make().SerializeToString(), EngineOptions())


def test_weights_inside_are_taken():
    assert open_session(stored(outside=False).SerializeToString(), 1).get_inputs()[0].name == "x"


def test_a_key_that_readers_cut_to_32_bits_is_read_as_they_do():
    outside = tensor().SerializeToString()
    graph = bytes([0x2A, len(outside)]) + outside
    assert has_outside_weights(bytes([0xBA, 0x80, 0x80, 0x80, 0x70, len(graph)]) + graph)


def test_every_place_for_a_tensor_is_known():
    """By the description that the onnx package has of its own messages."""
    known = onnx.ModelProto.DESCRIPTOR.file.message_types_by_name
    inside = {name: {f.number: f.message_type.name for f in kind.fields if f.message_type} for name, kind in known.items()}
    holders = {"TensorProto"}
    while True:
        more = {name for name, children in inside.items() if holders & set(children.values())}
        if more <= holders:
            break
        holders |= more
    assert {name: {n: kind for n, kind in inside[name].items() if kind in holders} for name in holders} == HOLDERS
