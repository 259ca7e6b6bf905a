from dataclasses import replace

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper

from limphome.learning.export import IR_VERSION, OPSET, export
from limphome.learning.network import Network, space_to_depth
from limphome.learning.network_config import NetworkConfig
from limphome.learning.quantization.dla_cache import dla_cache
from limphome.learning.quantization.own_network import calibrate, head_convolutions, quantize
from limphome.learning.quantization.subject import OwnNetwork
from limphome.perception.input_layout import NCHW, NHWC, InputLayout
from limphome.perception.manifest import Manifest
from limphome.perception.onnx_runtime import OnnxRuntime
from limphome.resources.share import share_dir

pytestmark = pytest.mark.learning


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return Network(NetworkConfig(stem=16, channels=(32, 32, 32), depths=(1, 0, 0), head=16)).eval()


@pytest.fixture(scope="module")
def parent(network, tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "parent.onnx"
    export(network, path)
    return path


@pytest.fixture(scope="module")
def calibration(parent, drawn):
    return calibrate(parent, drawn.images[:8], "minmax")


def run(model, layout, dtype, image):
    content = model.SerializeToString() if isinstance(model, onnx.ModelProto) else model.read_bytes()
    return OnnxRuntime(content).run(InputLayout(layout, dtype, 320, 240).prepare(image))


def test_pictures_of_another_shape_are_calibrated_with_as_the_robot_sees_them(monkeypatch):
    taken = []
    monkeypatch.setattr("limphome.learning.quantization.own_network.calibrate", lambda path, stack, method: taken.append(stack))
    wide, model = np.full((720, 1280, 3), 255, np.uint8), Manifest.load(share_dir() / "models" / "perception" / "yard_detector")
    for fit in ("stretch", "letterbox"):
        manifest = replace(model, input=replace(model.input, fit=fit))
        OwnNetwork(manifest, "fp32").calibrate([wide], "minmax")
        assert (taken[-1][0] == manifest.make_fit().bring(wide)[0]).all()
    assert (taken[0][0, :30] == 255).all()
    assert (taken[1][0, :30] == 114).all()


def test_the_export_gives_what_torch_gives(network, parent, drawn):
    outputs = run(parent, NCHW, "float32", drawn.images[0])
    with torch.no_grad():
        head, head_max, features = network(space_to_depth(torch.from_numpy(drawn.images[:1])))
    np.testing.assert_allclose(outputs.head, head[0], atol=1e-4)
    np.testing.assert_allclose(outputs.head_max, head_max[0], atol=1e-4)
    np.testing.assert_allclose(outputs.features, features[0], atol=1e-4)


def test_all_files_are_of_a_form_that_the_robot_reads(parent, calibration):
    for model in (onnx.load(parent, load_external_data=False), quantize(calibration, []), quantize(calibration, [], signed=True)):
        assert model.ir_version <= IR_VERSION
        assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", OPSET)]
        assert not any(onnx.external_data_helper.uses_external_data(item) for item in model.graph.initializer)


@pytest.mark.parametrize(
    ("options", "layout", "dtype"),
    [({}, NHWC, "uint8"), ({"reduce_range": True}, NHWC, "uint8"), ({"signed": True}, NCHW, "float32")],
)
def test_each_quantized_file_stays_near_its_parent(calibration, parent, drawn, options, layout, dtype):
    image = drawn.images[3]
    child = run(quantize(calibration, head_convolutions(calibration.model), **options), layout, dtype, image)
    whole = run(parent, NCHW, "float32", image)
    spread = whole.head.std(axis=1, keepdims=True)
    assert np.abs((child.head - whole.head) / (spread + 0.05)).mean() < 0.2


def test_bytes_enter_with_a_scale_of_exactly_one_in_255(calibration):
    model = quantize(calibration, [])
    (image,) = model.graph.input
    assert image.type.tensor_type.elem_type == onnx.TensorProto.UINT8
    assert [d.dim_value for d in image.type.tensor_type.shape.dim] == [1, 60, 80, 48]
    values = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    transposed = next(node.output[0] for node in model.graph.node if node.name == "bytes_to_channels")
    first = next(node for node in model.graph.node if transposed in node.input)
    assert values[first.input[1]] == np.float32(1 / 255)
    assert values[first.input[2]] == 0


def test_bytes_enter_a_first_layer_that_stays_in_float(calibration, parent, drawn):
    first = next(node.name for node in calibration.model.graph.node if node.op_type == "Conv")
    child = run(quantize(calibration, [first, *head_convolutions(calibration.model)]), NHWC, "uint8", drawn.images[3])
    whole = run(parent, NCHW, "float32", drawn.images[3])
    assert np.abs((child.head - whole.head) / (whole.head.std(axis=1, keepdims=True) + 0.05)).mean() < 0.2


def test_signed_activations_are_symmetric(calibration):
    model = quantize(calibration, [], signed=True)
    values = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    zeros = [values[node.input[2]] for node in model.graph.node if node.op_type == "QuantizeLinear"]
    assert zeros
    assert all(zero.dtype == np.int8 and not zero.any() for zero in zeros)


def test_reduced_range_has_seven_bit_weights(calibration):
    def largest(model):
        arrays = (numpy_helper.to_array(item) for item in model.graph.initializer)
        return max(int(np.abs(array.astype(int)).max()) for array in arrays if array.dtype == np.int8 and array.ndim == 4)

    assert largest(quantize(calibration, [])) == 127
    assert largest(quantize(calibration, [], reduce_range=True)) <= 64


def test_nodes_left_in_float_stay_in_float(calibration):
    names = head_convolutions(calibration.model)
    assert len(names) == 3
    model = quantize(calibration, names)
    floats = {item.name for item in model.graph.initializer if item.data_type == onnx.TensorProto.FLOAT}
    products = [node for node in model.graph.node if node.op_type == "MatMul"]
    assert sorted(node.output[0] for node in products) == sorted(f"{name}_product" for name in names)
    assert {node.input[1] for node in products} <= floats


def test_the_dla_cache_has_a_scale_for_every_tensor(calibration):
    head, *lines = dla_cache(calibration).splitlines()
    assert head == "TRT-8502-EntropyCalibration2"
    scales = dict(line.split(": ") for line in lines)
    made = {output for node in calibration.model.graph.node if node.op_type in ("Conv", "Relu") for output in node.output}
    assert made | {"image"} <= set(scales)
    assert np.frombuffer(bytes.fromhex(scales["image"]), ">f4")[0] == np.float32(1 / 127)


def test_scores_and_boxes_of_three_levels_are_joined_in_float_and_what_heads_read_in_integers(calibration):
    model = quantize(calibration, head_convolutions(calibration.model))
    writers = {name: node for node in model.graph.node for name in node.output}
    assert writers["head"].op_type == writers["features"].op_type == "Concat"
    joins = [node for node in model.graph.node if node.op_type == "Concat" and node.output[0] not in ("head", "features")]
    assert len(joins) == 2
    for join in joins:
        assert {writers[name].op_type for name in join.input} == {"DequantizeLinear"}
