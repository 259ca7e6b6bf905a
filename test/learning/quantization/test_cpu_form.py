import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper

from limphome.learning.export import export
from limphome.learning.network import Network
from limphome.learning.network_config import NetworkConfig
from limphome.learning.quantization.cpu_form import for_cpu
from limphome.learning.quantization.own_network import OPERATORS, calibrate, head_convolutions, last_joins, quantize, take_bytes
from limphome.learning.quantization.qdq import add_qdq, finish
from limphome.perception.input_layout import NHWC, InputLayout
from limphome.perception.onnx_runtime import OnnxRuntime

pytestmark = pytest.mark.learning


@pytest.fixture(scope="module")
def calibration(drawn, tmp_path_factory):
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("export") / "parent.onnx"
    network = Network(NetworkConfig(stem=16, channels=(32, 32, 32), depths=(1, 0, 0), head=16)).eval()
    for output in network.outputs:
        torch.nn.init.normal_(output.weight, std=10.0)  # as it is made it says nearly the same of every cell
    export(network, path)
    return calibrate(path, drawn.images[:8], "minmax")


def left(calibration, whole):
    return [] if whole else head_convolutions(calibration.model)


def plain(calibration, whole=False):
    """What the quantizer makes."""
    quantizer = add_qdq(calibration, OPERATORS, [*left(calibration, whole), *last_joins(calibration.model)])
    take_bytes(quantizer.model.model)
    return finish(quantizer, full_check=True)


def better(calibration, whole=False):
    """What is handed out."""
    return quantize(calibration, left(calibration, whole))


def kinds(model):
    return [node.op_type for node in model.graph.node]


def run(model, image):
    return OnnxRuntime(model.SerializeToString()).run(InputLayout(NHWC, "uint8", 320, 240).prepare(image))


@pytest.mark.parametrize("whole", [False, True])
def test_the_faster_form_gives_the_same_numbers(calibration, drawn, whole):
    before, after = plain(calibration, whole), better(calibration, whole)
    for image in drawn.images[:4]:
        expected, found = run(before, image), run(after, image)
        assert expected.head.std() > 0.1
        np.testing.assert_allclose(found.head, expected.head, rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(found.features, expected.features, rtol=1e-6)


def test_maps_are_enlarged_by_moving_bytes_and_float_heads_are_matrix_products(calibration):
    before, after = kinds(plain(calibration)), kinds(better(calibration))
    assert (before.count("Resize"), before.count("Gather"), before.count("MatMul")) == (2, 0, 0)
    assert (after.count("Resize"), after.count("Gather"), after.count("MatMul")) == (0, 4, 3)
    assert after.count("Conv") == before.count("Conv") - 3
    assert kinds(better(calibration, whole=True)).count("MatMul") == 0


def test_another_way_to_enlarge_stays_as_it_is(calibration):
    model = plain(calibration)
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "nearest_mode":
                attribute.s = b"ceil"
    for_cpu(model)
    onnx.checker.check_model(model, full_check=True)
    assert (kinds(model).count("Resize"), kinds(model).count("MatMul")) == (2, 3)


def test_what_is_joined_has_one_scale_with_its_parts(calibration):
    model = better(calibration)
    arrays = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    makers = {name: node for node in model.graph.node for name in node.output}
    readers = {node.input[0]: node for node in model.graph.node}
    joins = [node for node in model.graph.node if node.op_type == "Concat" and node.output[0] not in ("head", "features")]
    assert len(joins) == 2
    for join in joins:
        scales = [arrays[makers[name].input[1]] for name in join.input] + [arrays[readers[join.output[0]].input[1]]]
        assert len(set(map(float, scales))) == 1


def test_a_network_without_either_is_left_alone():
    x, y = (onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, 2]) for name in "xy")
    model = onnx.helper.make_model(onnx.helper.make_graph([onnx.helper.make_node("Relu", ["x"], ["y"])], "g", [x], [y]))
    before = kinds(model)
    for_cpu(model)
    assert kinds(model) == before
