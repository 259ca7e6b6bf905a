"""What a Jetson's deep learning accelerator is given. No accelerator has run this: ONNX Runtime stands in for TensorRT."""

from dataclasses import replace

import pytest

from building import build_on_the_cpu
from limphome.core import LimphomeError
from limphome.perception.detector import Detector
from limphome.perception.dla import dla_table, on_dla
from limphome.perception.manifest import Manifest


@pytest.fixture
def manifest(model_folder):
    return Manifest.load(model_folder)


@pytest.fixture
def built(monkeypatch):
    """(bytes, options) of every engine that TensorRT is asked for."""
    return build_on_the_cpu(monkeypatch)


def test_a_core_takes_the_plain_file_in_int8_with_the_calibration_cache(model_folder, built):
    detector = Detector.load(model_folder, runtime="tensorrt", dla_core=1)
    assert detector.variant == "fp32"
    ((model, options),) = built
    assert model == (model_folder / "yard_detector.plain.onnx").read_bytes()
    assert (options.precision, options.dla_core) == ("int8", 1)
    assert options.calibration == (model_folder / "yard_detector.plain.calibration").read_bytes()


def test_without_a_core_tensorrt_takes_its_own_file_and_no_cache(model_folder, built):
    assert Detector.load(model_folder, runtime="tensorrt").variant == "trt"
    ((_, options),) = built
    assert (options.precision, options.dla_core, options.calibration) == ("int8", -1, b"")


@pytest.mark.parametrize("variant", ["trt", "int8_avx2"])
def test_a_file_with_ranges_of_its_own_is_refused_and_the_right_one_named(model_folder, built, variant):
    with pytest.raises(LimphomeError, match=r"Q/DQ.*fp32: yard_detector\.plain\.onnx with yard_detector\.plain\.calibration"):
        Detector.load(model_folder, variant, runtime="tensorrt", dla_core=0)
    assert not built


def test_a_core_that_the_manifest_names_is_held_to_the_same(model_copy, built):
    model_copy.change(lambda data: data["files"]["trt"].update(dla_core=0, runtime="tensorrt"))
    with pytest.raises(LimphomeError, match="Q/DQ nodes"):
        Detector.load(model_copy.folder, "trt")


@pytest.mark.parametrize("runtime", ["onnxruntime", "onnxruntime_tensorrt", "openvino"])
def test_another_runtime_does_not_leave_the_core_out_silently(model_folder, runtime):
    with pytest.raises(LimphomeError, match=f"dla_core 0 with runtime {runtime}.*runtime tensorrt"):
        Detector.load(model_folder, runtime=runtime, dla_core=0)


def test_a_folder_without_a_calibration_cache_runs_in_fp16(manifest):
    bare = replace(manifest, side_files={})
    file = on_dla(bare, "fp32", 0).with_runtime("fp32", "tensorrt").file("fp32")
    assert file.precision == "fp16"
    assert dla_table(bare, file, bare.read(file.path, file.sha256)) == b""


def test_a_folder_without_a_plain_file_says_what_makes_one(manifest):
    bare = replace(manifest, files={"trt": manifest.file("trt")})
    file = on_dla(bare, "trt", 0).with_runtime("trt", "tensorrt").file("trt")
    with pytest.raises(LimphomeError, match="limphome model quantize"):
        dla_table(bare, file, bare.read(file.path, file.sha256))


def test_nobody_has_measured_a_parity_for_a_core(manifest):
    assert manifest.file("fp32").parity
    assert not on_dla(manifest, "fp32", 0).file("fp32").parity
