"""TensorRT's contract: signatures of the real modules, engines run by ONNX Runtime. No GPU has run this."""

from dataclasses import replace

import numpy as np
import pytest
from stand_in import HostCuda, StandIn

from limphome.core import LimphomeError
from limphome.perception.engine import EngineOptions, make_engine
from limphome.perception.manifest import Manifest
from limphome.perception.runtime_errors import TimeLimitError
from limphome.perception.tensorrt.engine import TensorrtEngine
from limphome.resources.share import share_dir

VERSIONS = ("8.5", "10.13", "11.4")


TABLE = b"TRT-8502-EntropyCalibration2\n"


def read(variant):
    manifest = Manifest.load(share_dir() / "models" / "perception" / "yard_detector")
    file = manifest.file(variant)
    return manifest.read(file.path, file.sha256)


@pytest.fixture(scope="module")
def model():
    return read("trt")


@pytest.fixture(scope="module")
def plain():
    """Without Q/DQ nodes."""
    return read("fp32")


@pytest.fixture
def build(model, tmp_path):
    def make(version="10.13", sm=(7, 2), content=model, **options):
        cuda = HostCuda(sm)
        trt = StandIn(version, cuda)
        values = EngineOptions(precision="int8", cache=tmp_path / "cache")
        return TensorrtEngine(content, replace(values, **options), trt, cuda), trt, cuda

    return make


def built(trt):
    return [name for kind, name, _ in trt.calls if name == "build_serialized_network"]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_engine_gives_what_the_file_gives(build, model, version):
    engine, _, _ = build(version)
    picture = np.random.default_rng(0).random((1, 48, 60, 80), np.float32)
    expected = make_engine("onnxruntime", model, EngineOptions()).run({"image": picture})
    found = engine.run({"image": picture})
    assert set(found) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, atol=1e-5)


@pytest.mark.parametrize(("version", "flags"), [("8.5", {"FP16", "INT8"}), ("10.13", {"FP16", "INT8"}), ("11.4", set())])
def test_precisions_are_asked_for_where_they_can_be(build, version, flags):
    _, trt, _ = build(version)
    assert set(trt.flags) == flags


def test_the_network_is_typed_by_its_file_where_nothing_else_is_left(build):
    _, trt, _ = build("11.4")
    (given,) = [given for _, name, given in trt.calls if name == "create_network"]
    assert given == (1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED),)
    _, trt, _ = build("8.5")
    (given,) = [given for _, name, given in trt.calls if name == "create_network"]
    assert given == (1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH),)


def test_a_frame_copies_runs_copies_back_and_allocates_nothing(build):
    engine, _, cuda = build()
    made, picture = cuda.made, np.zeros((1, 48, 60, 80), np.float32)
    first = engine.run({"image": picture})
    assert cuda.order == ["to device", "execute", "to host", "to host", "to host", "wait"]
    assert all(engine.run({"image": picture})[name] is array for name, array in first.items())
    assert cuda.made == made


def test_a_network_that_hangs_is_not_waited_for_and_not_asked_again_before_it_ends(build):
    engine, _, cuda = build()
    engine.limit_s, cuda.hangs = 0.25, True
    picture = np.zeros((1, 48, 60, 80), np.float32)
    with pytest.raises(TimeLimitError, match=r"no answer within 0\.25 s; the GPU computes on"):
        engine.run({"image": picture})
    done = len(cuda.order)
    with pytest.raises(TimeLimitError, match="still computes"):
        engine.run({"image": picture})
    assert len(cuda.order) == done
    cuda.hangs = cuda.is_busy = False
    assert engine.run({"image": picture})


def test_memory_is_given_back(build):
    engine, _, cuda = build()
    engine.close()
    assert not cuda.memory


def test_a_second_start_takes_the_engine_from_the_cache(build):
    assert built(build()[1])
    assert not built(build()[1])


@pytest.mark.parametrize("change", [{"sm": (8, 7)}, {"version": "8.5"}, {"precision": "fp32"}, {"dla_core": 0}])
def test_another_gpu_version_precision_or_core_builds_anew(build, plain, change):
    build(content=plain, precision="fp16")
    assert built(build(content=plain, **{"precision": "fp16", **change})[1])


def test_another_file_builds_anew(build, model):
    build()
    assert built(build(content=model + b"\x2a\x00")[1])  # an empty field that ONNX ignores


@pytest.mark.parametrize("damage", [b"", b"short", b"ENGINE of somebody else"])
def test_a_damaged_engine_is_built_anew(build, tmp_path, damage):
    build()
    (path,) = (tmp_path / "cache").glob("*.engine")
    path.write_bytes(damage)
    assert built(build()[1])


def test_progress_is_told_while_it_builds(build):
    told = []
    build("10.13", progress=lambda *row: told.append(row))
    assert [step for step, *_ in told[:1]] == ["building the engine, which takes minutes"]
    assert told[1:] == [("Building", 0, 2), ("Building", 1, 2), ("Building", 2, 2)]


def test_an_engine_from_the_cache_tells_no_progress(build):
    build()
    told = []
    build(progress=lambda *row: told.append(row))
    assert not told


def test_a_tensorrt_without_a_monitor_tells_that_it_has_begun(build):
    told = []
    build("8.5", progress=lambda *row: told.append(row))
    assert told == [("building the engine, which takes minutes", 0, 0)]


def test_the_deep_learning_accelerator_takes_a_table_and_falls_back_by_layer(build, plain):
    _, trt, _ = build("8.5", content=plain, dla_core=1, calibration=TABLE)
    assert "GPU_FALLBACK" in trt.flags


@pytest.mark.parametrize("options", [{"calibration": TABLE}, {"precision": "fp16"}])
def test_the_deep_learning_accelerator_takes_no_file_with_ranges_of_its_own(build, options):
    with pytest.raises(LimphomeError, match=r"Q/DQ nodes.*a plain ONNX file with its calibration cache, precision int8"):
        build("8.5", dla_core=0, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dla_core": 0}, "dla_calibration"),
        ({"dla_core": 5}, "below 2"),
        ({"dla_core": 0, "precision": "fp32"}, "fp16 or int8"),
        ({"precision": "int4"}, "one of fp32"),
        ({"version": "11.4", "precision": "fp16"}, "exported in FP16"),
        ({"version": "11.4", "dla_core": 0, "calibration": b"table"}, "TensorRT 8 to 10"),
        ({"content": b"no network"}, "not a model that TensorRT loads"),
        ({"content": b""}, "not a model that TensorRT reads"),
    ],
)
def test_what_cannot_be_built_says_what_could(build, plain, options, message):
    with pytest.raises(LimphomeError, match=message):
        build(**{"content": plain, **options})
