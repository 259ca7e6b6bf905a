"""ONNX Runtime may not go on with another provider than the one that was asked for. No GPU has run this."""

import onnxruntime
import pytest
from onnxruntime.capi import onnxruntime_pybind11_state as binding

from limphome.core import LimphomeError
from limphome.perception import onnx_engine
from limphome.perception.engine import EngineOptions
from limphome.perception.onnx_engine import OnnxEngine
from limphome.perception.onnx_session import CPU, StoppableRun, open_session

AZURE = "AzureExecutionProvider"
"""Is in the plain package, and has no operator of any network of ours."""
needs_azure = pytest.mark.skipif(AZURE not in onnxruntime.get_available_providers(), reason="another build of ONNX Runtime")
FALLBACK = "session.disable_cpu_ep_fallback"


@pytest.fixture
def plain(model_folder):
    return (model_folder / "yard_detector.plain.onnx").read_bytes()


@pytest.fixture
def asked(monkeypatch):
    """What sessions are made of; with a provider that is not here the CPU runs, under that name."""
    calls, real = [], onnxruntime.InferenceSession

    def make(model, options, providers, **more):
        calls.append((options, providers, more))
        session = real(model, providers=[CPU])
        session.get_providers = lambda: [name for name, _ in providers]
        return session

    monkeypatch.setattr(onnxruntime, "InferenceSession", make)
    names = ["CUDAExecutionProvider", "TensorrtExecutionProvider", CPU]
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: names)
    return calls


class Broken:
    """A session whose provider fails."""

    def __init__(self, session):
        self._session = session

    def __getattr__(self, name):
        return getattr(self._session, name)

    def run(self, *given):
        raise binding.EPFail("no more memory on the GPU")


def test_an_error_of_the_provider_while_it_runs_is_told_and_nothing_else_runs(detector):
    session = open_session(detector.model_bytes, 1)
    feeds = {"image": detector._layout.prepare(detector.golden_image)}
    session._sess = Broken(session._sess)
    with pytest.raises(LimphomeError, match="no more memory on the GPU"):
        StoppableRun(session)(None, feeds, 30.0)


@needs_azure
def test_operators_that_a_provider_lacks_are_not_left_to_the_cpu(monkeypatch, plain):
    monkeypatch.setitem(onnx_engine.PROVIDERS, "onnxruntime_cuda", AZURE)
    with pytest.raises(LimphomeError, match=rf"{AZURE} did not start.*nothing is left to the CPU.*openvino, tensorrt"):
        OnnxEngine(plain, EngineOptions(), "onnxruntime_cuda")


@pytest.mark.parametrize("name", ["onnxruntime_cuda", "onnxruntime_tensorrt"])
def test_a_gpu_provider_is_asked_for_alone_and_the_cpu_forbidden(asked, plain, tmp_path, name):
    OnnxEngine(plain, EngineOptions(cache=tmp_path), name)
    ((options, ((provider, settings),), more),) = asked
    assert provider == onnx_engine.PROVIDERS[name]
    assert settings["device_id"] == "0"
    assert options.get_session_config_entry(FALLBACK) == "1"
    assert more == {"enable_fallback": 0}


def test_the_cpu_itself_is_not_forbidden(asked, plain):
    OnnxEngine(plain, EngineOptions())
    ((options, providers, _),) = asked
    assert providers == [(CPU, {})]
    with pytest.raises(RuntimeError):  # no such entry
        options.get_session_config_entry(FALLBACK)


def test_a_provider_that_fails_to_start_says_why_and_not_what_became_of_the_attempt_without_it(monkeypatch, plain):
    def fail(*given, **more):
        try:
            raise RuntimeError("CUDA failure 35")
        except RuntimeError as error:
            raise binding.InvalidArgument("Conflicting session configuration") from error

    monkeypatch.setattr(onnxruntime, "InferenceSession", fail)
    with pytest.raises(LimphomeError, match="CUDA failure 35"):
        open_session(plain, 1, "CUDAExecutionProvider")


@pytest.mark.parametrize(
    ("name", "is_told"), [("onnxruntime", False), ("onnxruntime_cuda", False), ("onnxruntime_tensorrt", True)]
)
def test_only_a_provider_that_builds_engines_tells_of_it(asked, plain, tmp_path, name, is_told):
    rows = []
    OnnxEngine(plain, EngineOptions(cache=tmp_path, progress=lambda *row: rows.append(row)), name)
    assert bool(rows) is is_told
    assert all("loading the engine, or building it" in step for step, _, _ in rows)
