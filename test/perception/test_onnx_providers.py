import os
from pathlib import Path

import pytest

from limphome.core import LimphomeError
from limphome.perception.engine import EngineOptions
from limphome.perception.onnx_providers import provider_settings
from limphome.perception.tensorrt.engine_cache import user_cache

NAME = "onnxruntime_tensorrt"


@pytest.mark.parametrize(
    ("precision", "fp16", "int8"), [("fp32", "False", "False"), ("fp16", "True", "False"), ("int8", "True", "True")]
)
def test_tensorrt_gets_the_precision_and_keeps_its_engines(tmp_path, precision, fp16, int8):
    settings = provider_settings(NAME, b"network", EngineOptions(precision=precision, cache=tmp_path))
    assert (settings["trt_fp16_enable"], settings["trt_int8_enable"]) == (fp16, int8)
    assert settings["trt_engine_cache_enable"] == "True"
    assert settings["device_id"] == "0"
    folder = Path(settings["trt_engine_cache_path"])
    assert folder.parent == tmp_path
    assert folder.is_dir()


def test_a_network_with_other_weights_never_gets_the_engine_of_this_one(tmp_path):
    options = EngineOptions(cache=tmp_path)
    paths = [provider_settings(NAME, model, options)["trt_engine_cache_path"] for model in (b"one", b"two", b"one")]
    assert paths[0] == paths[2] != paths[1]


def test_engines_lie_where_those_of_the_native_runtime_do(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = Path(provider_settings(NAME, b"network", EngineOptions())["trt_engine_cache_path"])
    assert folder.parent == user_cache()


def test_a_precision_that_it_does_not_know_is_refused(tmp_path):
    with pytest.raises(LimphomeError, match="one of fp32, fp16, int8"):
        provider_settings(NAME, b"network", EngineOptions(precision="int4", cache=tmp_path))


def test_no_place_for_engines_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LimphomeError, match=f"{os.strerror(20)}.*XDG_CACHE_HOME"):
        provider_settings(NAME, b"network", EngineOptions(cache=tmp_path / "file"))


def test_the_cpu_is_told_nothing_and_cuda_its_device():
    assert provider_settings("onnxruntime", b"network", EngineOptions()) == {}
    assert provider_settings("onnxruntime_cuda", b"network", EngineOptions()) == {"device_id": "0"}
