import numpy as np
import pytest

from limphome.core import Frame, LimphomeError
from limphome.perception import runtime
from limphome.perception.detector import Detector
from limphome.perception.onnx_runtime import OnnxRuntime


def test_an_unknown_runtime_lists_those_that_exist():
    with pytest.raises(LimphomeError, match="onnxruntime"):
        runtime.make_runtime("abacus", b"", 1)


def test_a_runtime_of_another_package_runs_our_network(counting_house, model_folder, detector):
    abacus = Detector.load(model_folder, threads=3, runtime="abacus")
    frame = Frame(0.0, abacus.golden_image)
    pushed = list(counting_house.pushed)
    found = abacus.detect(frame)
    assert counting_house.pushed == [*pushed, ("abacus", 3)]
    np.testing.assert_array_equal(found.boxes_xyxy, detector.detect(frame).boxes_xyxy)


def test_a_runtime_of_another_package_is_among_those_that_exist(counting_house, model_folder):
    with pytest.raises(LimphomeError, match="one of abacus, onnxruntime"):
        Detector.load(model_folder, runtime="abbacus")


def test_outputs_have_the_shapes_that_the_guards_expect(detector):
    picture = np.zeros((1, 60, 80, 48), np.uint8)
    outputs = OnnxRuntime(detector.model_bytes).run(picture)
    assert outputs.head.shape == (7, 1200 + 300 + 80)
    assert outputs.head_max == pytest.approx(outputs.head[:3].max(axis=1))
    assert outputs.features.ndim == 1


def test_a_network_with_other_names_is_refused():
    onnx = pytest.importorskip("onnx")
    value = onnx.helper.make_tensor_value_info
    node = onnx.helper.make_node("Relu", ["x"], ["y"])
    graph = onnx.helper.make_graph([node], "g", [value("x", 1, [1])], [value("y", 1, [1])])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=9)
    with pytest.raises(LimphomeError, match="input image"):
        OnnxRuntime(model.SerializeToString())
