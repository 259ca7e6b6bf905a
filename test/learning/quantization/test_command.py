"""From a stranger's network and pictures to INT8 files that hold a bound, or to a refusal."""

import json
import shutil
from types import SimpleNamespace

import numpy as np
import onnx
import pytest

from limphome.cli import exit_status
from limphome.cli.main import call
from limphome.core import Frame, LimphomeError
from limphome.learning.quantization.agreement import Bound, Judge
from limphome.learning.quantization.command import quantize_with_pictures
from limphome.learning.quantization.outcome import Options, Order
from limphome.learning.quantization.parent import find_parent
from limphome.learning.quantization.picture_split import split_folder
from limphome.learning.quantization.quantized_folder import QuantizedFolder
from limphome.learning.quantization.subject import open_subject
from limphome.perception.detector import Detector
from limphome.perception.importing.sole_writer import sole_writer
from limphome.perception.manifest import Manifest

from .tiny_detectors import fed_with_millions, of_open_size, padded_with_infinity, write_model, write_pictures

pytestmark = pytest.mark.learning
VARIANTS = ("int8", "int8_avx2", "trt")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    write_pictures(folder, 16)
    return folder


@pytest.fixture(scope="module")
def trapped(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("trapped") / "model", padded_with_infinity())


@pytest.fixture(scope="module")
def quantized(trapped, pictures, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "quantized"
    said = []
    result = quantize_with_pictures(Order(trapped, out, 0.1), pictures, 16, Options(bound=Bound(0.0, 0.0)), said.append)
    return out, result, said


def test_the_trap_is_real(trapped, pictures):
    subject, split = open_subject(*find_parent(trapped)), split_folder(pictures, 16)
    model = subject.quantize(subject.calibrate(split.calibration, "minmax"), [], "int8")
    agreement = Judge(subject.manifest, "fp32", split.comparison).agreement(subject.file("int8"), model)
    assert agreement.boxes > 4
    assert agreement.kept == 0


def test_the_padding_with_infinity_is_found_and_left_in_float(quantized):
    _, result, _ = quantized
    assert result["left_in_float"] == ["pad"]
    assert result["ranges_of_those"]["pad"] == "values that are not finite"
    assert result["agreement"]["kept"] == 1.0
    assert result["agreement"]["added"] == 0.0
    assert result["layers_in_int8"] == 3


def test_every_method_is_tried_and_the_best_is_taken(quantized):
    _, result, _ = quantized
    assert set(result["methods"]) == {"minmax", "percentile", "entropy"}
    kept = {name: figures["kept"] for name, figures in result["methods"].items()}
    assert kept[result["method"]] == max(kept.values())


def test_each_runtime_gets_its_file_with_digest_and_parity(quantized):
    out, result, _ = quantized
    files = Manifest.load(out).files
    assert tuple(result["files"]) == VARIANTS
    for variant in VARIANTS:
        assert files[variant].sha256 == result["files"][variant]["sha256"]
        assert files[variant].parity["kept"] == 1.0
        model = onnx.load(out / files[variant].path)
        types = {numpy_helper_type(model, node.input[2]) for node in model.graph.node if node.op_type == "QuantizeLinear"}
        assert types == {onnx.TensorProto.INT8 if variant == "trt" else onnx.TensorProto.UINT8}


def numpy_helper_type(model, name):
    return next(tensor.data_type for tensor in model.graph.initializer if tensor.name == name)


def test_the_robot_loads_it_and_sees_the_same(quantized, trapped):
    out, _, _ = quantized
    before, after = Detector.load(trapped), Detector.load(out)
    assert after.variant in VARIANTS
    frames = [Frame(0.0, before.golden_image)]
    for frame in frames:
        np.testing.assert_allclose(after.detect(frame).boxes_xyxy, before.detect(frame).boxes_xyxy, atol=2.5)


def test_the_cache_for_the_accelerator_has_no_scale_for_infinity(quantized):
    out, _, _ = quantized
    manifest = Manifest.load(out)
    text = manifest.read(*manifest.side_files["dla_calibration"]).decode()
    names = {line.split(":")[0] for line in text.splitlines()[1:]}
    assert {"pixels", "b", "f"} <= names
    assert "c" not in names


def test_what_was_tried_is_told_and_kept(quantized):
    out, result, said = quantized
    assert sum(line.startswith("trial") for line in said) > 3
    assert Manifest.load(out).training["quantization"]["left_in_float"] == result["left_in_float"]
    assert json.loads(json.dumps(result)) == result
    low, high = result["speedup_ci95"]
    assert low <= result["speedup"] <= high


def test_the_same_pictures_give_the_same_bytes(quantized, trapped, pictures, tmp_path):
    _, first, _ = quantized
    options = Options(method=first["method"], bound=Bound(0.0, 0.0))
    second = quantize_with_pictures(
        Order(trapped / "net.onnx", tmp_path / "again", 0.1), pictures, 16, options, lambda line: None
    )
    assert {name: file["sha256"] for name, file in second["files"].items()} == {
        name: file["sha256"] for name, file in first["files"].items()
    }


def test_a_network_that_cannot_be_held_to_the_bound_is_refused(pictures, tmp_path):
    model = write_model(tmp_path / "model", fed_with_millions())
    result = quantize_with_pictures(Order(model, tmp_path / "out", 0.1), pictures, 16, Options(), lambda line: None)
    assert result["model"] is None
    assert "every layer in float" in result["refused"]
    assert {"join", "only"} <= set(result["left_in_float"])
    assert result["files"] == {}
    assert not (tmp_path / "out").exists()


def test_files_of_one_size_are_told_to_have_one(pictures, tmp_path):
    model = write_model(tmp_path / "model", of_open_size(padded_with_infinity()), multiple=4)
    wide = Frame(0.0, np.ascontiguousarray(Detector.load(model).golden_image[:32]))
    options = Options(method="minmax", bound=Bound(0.0, 0.0))
    result = quantize_with_pictures(Order(model, tmp_path / "out", 0.1), pictures, 16, options, lambda line: None)
    assert result["agreement"]["kept"] == 1.0
    manifest = Manifest.load(tmp_path / "out")
    assert manifest.input.multiple == 0
    for variant in manifest.files:
        assert len(Detector.load(tmp_path / "out", variant).detect(wide)) == len(Detector.load(model).detect(wide)) > 0


def test_a_second_command_for_the_same_folder_is_refused_before_its_work(trapped, pictures, tmp_path):
    said, out = [], tmp_path / "out"
    with sole_writer(out), pytest.raises(LimphomeError, match="another command writes there"):
        quantize_with_pictures(Order(trapped, out, 0.1), pictures, 16, Options(), said.append)
    assert said == []


def test_a_side_file_that_is_not_as_the_manifest_says_is_not_passed_on(trapped, tmp_path):
    model = tmp_path / "model"
    shutil.copytree(trapped, model)
    data = json.loads((model / "manifest.json").read_text())
    (model / "notes.txt").write_text("changed since")
    data["side_files"]["notes"] = {"path": "notes.txt", "sha256": "0" * 64}
    (model / "manifest.json").write_text(json.dumps(data))
    folder = QuantizedFolder(tmp_path / "out", open_subject(*find_parent(model)))
    with pytest.raises(LimphomeError, match=r"notes\.txt: digest"):
        folder.write(SimpleNamespace(files=[], choice=None), {})
    assert not (tmp_path / "out").exists()


def test_a_refusal_is_a_verdict_and_says_what_was_reached(capsys, pictures, tmp_path):
    model = write_model(tmp_path / "model", fed_with_millions())
    status = call(["model", "quantize", str(model), "--calibration", str(pictures), "--out", str(tmp_path / "out"), "--json"])
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert status == exit_status.VERDICT_FAILED
    assert {"refused", "agreement", "left_in_float", "method", "files"} <= set(result)


def test_a_search_that_ran_out_of_trials_is_still_within_the_bound(trapped, pictures, tmp_path):
    options = Options(method="minmax", most_trials=3)
    result = quantize_with_pictures(Order(trapped, tmp_path / "out", 0.1), pictures, 16, options, lambda line: None)
    assert result["agreement"]["kept"] == 1.0
    assert "pad" in result["left_in_float"]
    assert 0 < result["layers_in_int8"] < 3  # more than the culprit stays in float
    assert "refused" not in result


def test_sensitivity_names_the_worst_node_first(trapped, pictures, tmp_path):
    options = Options(method="minmax", sensitivity=True)
    result = quantize_with_pictures(Order(trapped, tmp_path / "out", 0.1), pictures, 16, options, lambda line: None)
    (worst, loss), *others = result["sensitivity"].items()
    assert worst == "pad"
    assert loss > 0.9
    assert all(value < 0.4 for _, value in others)
    assert result["left_in_float"] == ["pad"]


def test_a_network_that_sees_nothing_has_nothing_to_be_compared_by(trapped, tmp_path):
    for index in range(8):
        write_dark(tmp_path / "dark", index)
    with pytest.raises(LimphomeError, match="sees nothing"):
        quantize_with_pictures(Order(trapped, tmp_path / "out", 0.1), tmp_path / "dark", 8, Options(), lambda line: None)


def write_dark(folder, index):
    import cv2

    folder.mkdir(exist_ok=True)
    cv2.imwrite(str(folder / f"{index}.png"), np.full((64, 64, 3), index, np.uint8))


def test_a_quantized_file_is_not_quantized_again(quantized, pictures, tmp_path):
    out, _, _ = quantized
    with pytest.raises(LimphomeError, match="int8"):
        quantize_with_pictures(Order(out / "net.trt.onnx", tmp_path / "out", 0.1), pictures, 16, Options(), lambda line: None)


def test_a_file_without_a_manifest_is_to_be_imported_first(pictures, tmp_path):
    (tmp_path / "alone.onnx").write_bytes(padded_with_infinity())
    with pytest.raises(LimphomeError, match="model import"):
        quantize_with_pictures(Order(tmp_path / "alone.onnx", tmp_path / "out", 0.1), pictures, 16, Options(), lambda line: None)


def test_nothing_but_a_model_is_overwritten(trapped, pictures):
    with pytest.raises(LimphomeError, match="no model folder"):
        quantize_with_pictures(Order(trapped, pictures, 0.1), pictures, 16, Options(), lambda line: None)
