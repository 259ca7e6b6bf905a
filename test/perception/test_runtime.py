from types import SimpleNamespace

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.perception import runtime
from limphome.perception.onnx_runtime import OnnxRuntime


def test_an_unknown_runtime_lists_those_that_exist():
    with pytest.raises(LimphomeError, match="onnxruntime"):
        runtime.make_runtime("abacus", b"", 1)


def test_another_package_may_bring_a_runtime(monkeypatch):
    entry = SimpleNamespace(name="abacus", load=lambda: lambda model, threads: (model, threads))
    monkeypatch.setattr(runtime, "_entry_points", lambda: (entry,))
    assert runtime.make_runtime("abacus", b"beads", 3) == (b"beads", 3)


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
