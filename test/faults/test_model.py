import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from limphome.core import LimphomeError
from limphome.faults.model import bit_flip
from limphome.faults.table import find_kind


def network(weight: np.ndarray) -> bytes:
    """x @ dequantized(weight) + bias."""
    kind = numpy_helper.from_array(weight, "weight")
    bias = numpy_helper.from_array(np.ones(weight.shape[1], np.float32), "bias")
    inits, nodes, name = [kind, bias], [], "weight"
    if weight.dtype == np.int8:
        inits.append(numpy_helper.from_array(np.float32(0.01), "scale"))
        nodes, name = [helper.make_node("DequantizeLinear", ["weight", "scale"], ["float"])], "float"
    nodes += [helper.make_node("MatMul", ["x", name], ["y"]), helper.make_node("Add", ["y", "bias"], ["z"])]
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, weight.shape[0]])
    z = helper.make_tensor_value_info("z", TensorProto.FLOAT, [1, weight.shape[1]])
    model = helper.make_model(
        helper.make_graph(nodes, "net", [x], [z], inits), opset_imports=[helper.make_opsetid("", 17)], ir_version=8
    )
    return model.SerializeToString()


def run(model: bytes, x: np.ndarray) -> np.ndarray:
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]).run(None, {"x": x})[0]


WEIGHTS = {"int8": np.arange(-128, 128).astype(np.int8).repeat(64).reshape(128, 128), "float32": np.eye(128, dtype=np.float32)}


def differing_bits(one: bytes, two: bytes) -> np.ndarray:
    return np.unpackbits(np.frombuffer(one, np.uint8) ^ np.frombuffer(two, np.uint8))


@pytest.mark.parametrize("kind", WEIGHTS)
@pytest.mark.parametrize("severity", [1, 2, 3, 4, 5])
def test_exactly_that_many_bits_flip_in_the_weights_and_the_file_still_loads(kind, severity):
    clean = network(WEIGHTS[kind])
    damaged = bit_flip(clean, severity, np.random.default_rng(severity))
    assert differing_bits(clean, damaged).sum() == find_kind("model.bit_flip").value(severity)
    start = clean.index(WEIGHTS[kind].tobytes())
    where = np.flatnonzero(differing_bits(clean, damaged)) // 8
    assert where.min() >= start
    assert where.max() < start + WEIGHTS[kind].nbytes
    onnx.checker.check_model(onnx.load_from_string(damaged))
    run(damaged, np.ones((1, 128), np.float32))


def test_severity_0_gives_the_same_object():
    clean = network(WEIGHTS["int8"])
    assert bit_flip(clean, 0, np.random.default_rng(0)) is clean


def test_the_worst_severity_wrecks_the_answer_and_the_mildest_hardly_moves_it():
    x = np.random.default_rng(0).random((1, 128), dtype=np.float32)
    clean = network(WEIGHTS["int8"])
    errors = [np.abs(run(bit_flip(clean, s, np.random.default_rng(1)), x) - run(clean, x)).mean() for s in (1, 5)]
    spread = run(clean, x).std()
    assert errors[0] < 0.02 * spread
    assert errors[1] > 0.5 * spread


def test_seed_decides_which_bits():
    clean = network(WEIGHTS["int8"])
    assert bit_flip(clean, 3, np.random.default_rng(1)) == bit_flip(clean, 3, np.random.default_rng(1))
    assert bit_flip(clean, 3, np.random.default_rng(1)) != bit_flip(clean, 3, np.random.default_rng(2))


def test_two_weights_are_both_hit():
    one, two = WEIGHTS["int8"], np.ones((128, 128), np.int8)
    graph = helper.make_graph([], "net", [], [], [numpy_helper.from_array(one, "a"), numpy_helper.from_array(two, "b")])
    clean = helper.make_model(graph).SerializeToString()
    where = np.flatnonzero(differing_bits(clean, bit_flip(clean, 4, np.random.default_rng(0)))) // 8
    second = clean.index(two.tobytes())
    assert 400 < (where >= second).sum() < 600


def test_a_tiny_model_never_loses_more_than_half_of_its_bits():
    clean = network(np.ones((2, 2), np.int8))
    assert differing_bits(clean, bit_flip(clean, 5, np.random.default_rng(0))).sum() == 16


@pytest.mark.parametrize("data", [b"this is no model at all", b"\xff" * 64, b"\x3a\x7f\x00"])
def test_what_is_no_model_is_refused(data):
    with pytest.raises(LimphomeError, match="not an ONNX file"):
        bit_flip(data, 3, np.random.default_rng(0))


def test_a_model_without_weights_is_refused():
    graph = helper.make_graph([], "net", [], [], [numpy_helper.from_array(np.ones(3, np.float32), "bias")])
    with pytest.raises(LimphomeError, match="no float32 or int8 weights"):
        bit_flip(helper.make_model(graph).SerializeToString(), 3, np.random.default_rng(0))
