import pytest

from limphome.core import LimphomeError
from limphome.perception.manifest import Manifest
from limphome.perception.operators import operators


@pytest.mark.parametrize("variant", ["fp32", "int8", "trt"])
def test_the_operators_are_those_that_the_onnx_package_finds(model_folder, variant):
    onnx = pytest.importorskip("onnx")
    manifest = Manifest.load(model_folder)
    model = manifest.read_unchecked(manifest.file(variant).path)
    nodes = onnx.load_model_from_string(model).graph.node
    assert operators(model) == {node.op_type for node in nodes}
    assert ("QuantizeLinear" in operators(model)) is (variant != "fp32")


def test_what_is_no_onnx_file_is_refused():
    with pytest.raises(LimphomeError, match="not an ONNX file"):
        operators(b"no network")
