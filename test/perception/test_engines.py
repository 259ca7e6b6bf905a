"""Every runtime that is here gives the same; every one that is not says how to get it."""

import numpy as np
import pytest

from limphome.core import Frame, LimphomeError
from limphome.perception.detector import Detector
from limphome.perception.engine import EngineOptions, make_engine
from limphome.perception.golden import Golden
from limphome.perception.importing.import_options import ImportOptions
from limphome.perception.importing.importer import import_model

needs_openvino = pytest.mark.skipif(pytest.importorskip("importlib.util").find_spec("openvino") is None, reason="[openvino]")


@pytest.fixture(scope="module")
def imported(model_folder, tmp_path_factory):
    """The shipped network as a stranger's."""
    pytest.importorskip("onnx", reason="needs the extra [learn]")
    folder = tmp_path_factory.mktemp("imported") / "model"
    sections = {"input": {"colour": "rgb", "scale": 1 / 255, "mean": [0.0] * 3, "std": [1.0] * 3, "fit": "stretch"}}
    options = ImportOptions(classes=("person", "cone", "crate"), sections=sections)
    import_model(model_folder / "yard_detector.plain.onnx", model_folder / "golden.png", folder, options)
    return folder


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


def test_an_engine_of_another_package_runs_an_imported_network(counting_house, imported):
    slate = Detector.load(imported, threads=2, runtime="slate")
    frame = Frame(0.0, slate.golden_image)
    pushed = list(counting_house.pushed)
    found = slate.detect(frame)
    assert counting_house.pushed == [*pushed, ("slate", 2)]
    expected = Detector.load(imported).detect(frame)
    assert len(expected) > 0
    np.testing.assert_array_equal(found.boxes_xyxy, expected.boxes_xyxy)


def test_a_runtime_for_networks_of_ours_alone_is_refused_for_an_imported_one(counting_house, imported):
    with pytest.raises(LimphomeError, match="networks of limphome only"):
        Detector.load(imported, runtime="abacus")
