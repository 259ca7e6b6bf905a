import pytest

from limphome.learning.audit import runs_here
from limphome.learning.audit.runs_here import why_not
from limphome.perception.manifest_parts import FileSpec


def file(runtime):
    return FileSpec("net.onnx", "0" * 64, precision="int8", runtime=runtime)


@pytest.fixture
def installed(monkeypatch):
    """Makes it look as if these packages were all there are."""
    return lambda *names: monkeypatch.setattr(runs_here, "find_spec", lambda name: name if name in names else None)


@pytest.mark.parametrize("runtime", ["onnxruntime", "openvino"])
@pytest.mark.parametrize(("variant", "saturates"), [("fp32", False), ("int8", True), ("int8_avx2", False), ("trt", True)])
def test_a_cpu_runtime_that_is_installed_runs_what_does_not_saturate(installed, runtime, variant, saturates):
    installed("onnxruntime", "openvino")
    assert why_not(variant, file(runtime), saturating=False) == ""
    assert ("no VNNI" in why_not(variant, file(runtime), saturating=True)) is saturates


def test_a_runtime_that_is_not_installed_is_named_with_how_to_get_it(installed):
    installed("onnxruntime")
    reason = why_not("int8", file("openvino"), saturating=False)
    assert "int8 is for openvino, which is not installed" in reason
    assert "pip install -e '.[openvino]'" in reason


@pytest.mark.parametrize("runtime", ["tensorrt", "onnxruntime_cuda"])
def test_a_runtime_of_a_device_is_named_with_those_that_can_be_judged(installed, runtime):
    installed("onnxruntime", "openvino", runtime)
    reason = why_not("int8", file(runtime), saturating=False)
    assert f"int8 is for {runtime}, which needs a device" in reason
    assert "--runtime onnxruntime or openvino" in reason
