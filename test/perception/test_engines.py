"""Every runtime that is here gives the same; every one that is not says how to get it."""

from types import SimpleNamespace

import numpy as np
import pytest

from limphome.core import Frame, LimphomeError
from limphome.perception import runtime
from limphome.perception.detector import Detector
from limphome.perception.engine import EngineOptions, make_engine
from limphome.perception.golden import Golden

needs_openvino = pytest.mark.skipif(pytest.importorskip("importlib.util").find_spec("openvino") is None, reason="[openvino]")


@needs_openvino
@pytest.mark.parametrize("variant", ["fp32", "int8"])
def test_openvino_sees_what_onnx_runtime_sees(model_folder, variant):
    frame = Frame(0.0, Detector.load(model_folder).golden_image)
    expected = Detector.load(model_folder, variant).detect(frame)
    found = Detector.load(model_folder, variant, runtime="openvino").detect(frame)
    assert len(expected) > 0
    assert Golden(frame.image, expected).error(found) <= 1.0


@needs_openvino
@pytest.mark.parametrize("content", [b"", b"no network"])
def test_openvino_refuses_what_is_no_network(content):
    with pytest.raises(LimphomeError, match="not a model that OpenVINO loads"):
        make_engine("openvino", content, EngineOptions())


def test_shapes_and_types_are_told(detector):
    engine = make_engine("onnxruntime", detector.model_bytes, EngineOptions())
    assert [tuple(one) for one in engine.inputs] == [("image", "uint8", (1, 60, 80, 48))]
    assert {one.name for one in engine.outputs} == {"head", "head_max", "features"}


@pytest.mark.parametrize(
    ("name", "mend"),
    [("onnxruntime_cuda", "onnxruntime-gpu"), ("onnxruntime_tensorrt", "onnxruntime-gpu tensorrt"), ("tensorrt", "JetPack")],
)
def test_a_runtime_that_is_missing_says_how_to_get_it_and_nothing_else_runs(model_folder, name, mend):
    with pytest.raises(LimphomeError, match=mend):
        Detector.load(model_folder, runtime=name)


def test_an_unknown_runtime_lists_those_that_exist(model_folder):
    with pytest.raises(LimphomeError, match="onnxruntime, onnxruntime_cuda, onnxruntime_tensorrt, openvino, tensorrt"):
        Detector.load(model_folder, runtime="abacus")


class Abacus:
    """A runtime of another package that runs any network."""

    inputs, outputs = (), ()

    def __init__(self, model, threads):
        self.model = model

    def run(self, feeds):
        return {"beads": np.ones(3)}


def test_another_package_may_bring_an_engine(monkeypatch):
    entry = SimpleNamespace(name="abacus", load=lambda: Abacus)
    monkeypatch.setattr(runtime, "_entry_points", lambda: (entry,))
    assert make_engine("abacus", b"", EngineOptions()).run({})["beads"].sum() == 3
    plain = SimpleNamespace(name="slate", load=lambda: lambda model, threads: object())
    monkeypatch.setattr(runtime, "_entry_points", lambda: (plain,))
    with pytest.raises(LimphomeError, match="networks of limphome only"):
        make_engine("slate", b"", EngineOptions())
