"""Files and pictures that are broken, or made to do harm: an error that names what is wrong, in time, and nothing else."""

import json
import shutil
import time

import cv2
import numpy as np
import pytest

from limphome.cli import exit_status
from limphome.cli.main import call
from limphome.resources.share import share_dir

pytest.importorskip("onnx", reason="needs the extra [learn]")
from onnx import TensorProto, helper, numpy_helper

MODEL = share_dir() / "models" / "perception" / "yard_detector"
LIMIT_S = 20


@pytest.fixture
def refused(capsys, tmp_path):
    """Imports bytes as a network, and gives the words of the error."""

    def run(content, *more):
        (tmp_path / "net.onnx").write_bytes(content)
        began_s = time.monotonic()
        arguments = ["model", "import", str(tmp_path / "net.onnx"), "--out", str(tmp_path / "out"), "--limit-s", str(LIMIT_S)]
        status = call([*arguments, *map(str, more), "--json"])
        assert time.monotonic() - began_s < 2 * LIMIT_S
        error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
        assert status == exit_status.COULD_NOT_RUN
        assert set(error) == {"what", "where", "allowed"}
        assert all(error.values())
        assert not (tmp_path / "out").exists()
        return " ".join(error.values())

    return run


def network(nodes, shape=(1, 3, 64, 64), stored=(), outputs=("boxes",)):
    value = helper.make_tensor_value_info
    results = [value(name, TensorProto.FLOAT, None) for name in outputs]
    graph = helper.make_graph(nodes, "g", [value("x", TensorProto.FLOAT, shape)], results, list(stored))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9).SerializeToString()


def ending_in_boxes(class_id=0.0, count=1.0):
    """A network that ends in one box, of such a class and such a count."""
    values = {"boxes": [[[9, 9, 40, 40]]], "scores": [[0.9]], "classes": [[class_id]], "num": [count]}
    arrays = {name: numpy_helper.from_array(np.array(value, np.float32)) for name, value in values.items()}
    nodes = [helper.make_node("Constant", [], [name], value=array) for name, array in arrays.items()]
    return network(nodes, outputs=tuple(values))


WHOLE = (MODEL / "yard_detector.plain.onnx").read_bytes()


@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
def test_a_truncated_network_is_refused(refused, share):
    assert "net.onnx" in refused(WHOLE[: int(share * len(WHOLE))])


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n" + b"\0" * 99, b"PK\x03\x04" + b"\0" * 99, b"\x80\x04K\x01.", b"\n" * 10**6]
)
def test_files_of_other_kinds_are_refused(refused, content):
    assert "net.onnx" in refused(content)


def test_a_network_that_asks_for_all_memory_is_refused(refused):
    shape = numpy_helper.from_array(np.array([2**40]), "size")
    fill = helper.make_node("ConstantOfShape", ["size"], ["large"])
    assert refused(network([fill, helper.make_node("ReduceSum", ["large"], ["boxes"])], stored=[shape]))


def test_a_network_that_refers_to_what_is_not_there_is_refused(refused):
    assert refused(network([helper.make_node("Add", ["x", "nowhere"], ["boxes"])]))


def test_an_operator_that_nobody_knows_is_refused(refused):
    assert "Explode" in refused(network([helper.make_node("Explode", ["x"], ["boxes"], domain="com.example")]))


def test_a_graph_inside_itself_a_hundred_times_is_refused(refused):
    text = helper.make_node("Identity", ["x"], ["boxes"])
    for _ in range(100):
        inner = helper.make_graph([text], "g", [], [helper.make_tensor_value_info("boxes", 1, None)])
        yes = helper.make_node("Constant", [], ["c"], value=numpy_helper.from_array(np.array(True)))
        text = helper.make_node("If", ["c"], ["boxes"], then_branch=inner, else_branch=inner)
        if len(text.SerializeToString()) > 10**6:
            break
    assert refused(network([yes, text]))


@pytest.mark.parametrize("shape", [(1, 3, 5000, 8000), (1, 3, 2, 2), (1, 5, 64, 64), (3, 64, 64)])
def test_a_network_that_takes_no_picture_of_a_camera_is_refused(refused, shape):
    assert refused(network([helper.make_node("Identity", ["x"], ["boxes"])], shape))


@pytest.mark.parametrize("size", ["0x0", "8000x5000", "320", "-1x240"])
def test_a_size_that_no_camera_has_is_refused(refused, size):
    assert "8 to 4096 px" in refused(WHOLE, "--size", size)


def test_a_picture_of_more_pixels_than_a_camera_has_is_refused(refused, tmp_path):
    cv2.imwrite(str(tmp_path / "huge.png"), np.zeros((5001, 8000, 3), np.uint8))
    assert "40 million pixels" in refused(WHOLE, "--image", tmp_path / "huge.png")


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 4000, 3)])
def test_a_picture_of_next_to_no_pixels_is_refused(refused, tmp_path, shape):
    cv2.imwrite(str(tmp_path / "small.png"), np.zeros(shape, np.uint8))
    assert "small.png" in refused(WHOLE, "--image", tmp_path / "small.png")


@pytest.mark.parametrize("class_id", [1e7, np.inf])
def test_a_class_of_a_number_that_none_has_is_refused_in_time(refused, class_id):
    assert "a class numbered" in refused(ending_in_boxes(class_id=class_id))


def test_an_infinite_number_of_boxes_is_refused(refused):
    assert "a count of inf boxes" in refused(ending_in_boxes(count=np.inf))


def test_a_folder_without_pictures_is_refused(refused, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "holds no picture" in refused(WHOLE, "--image", tmp_path / "empty")


def test_weights_outside_the_folder_are_refused(refused, tmp_path):
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[1], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "../../../../etc/hostname"), ("offset", "0"), ("length", "4")):
        tensor.external_data.add(key=key, value=value)
    assert "beside the model" in refused(network([helper.make_node("Add", ["x", "w"], ["boxes"])], stored=[tensor]))


def test_a_network_of_nan_is_refused_and_leaves_nothing(capsys, tmp_path):
    import onnx

    model = onnx.load(MODEL / "yard_detector.plain.onnx")
    for tensor in model.graph.initializer:
        if tensor.name == model.graph.node[0].input[1]:
            weights = np.full_like(numpy_helper.to_array(tensor), np.nan)
            tensor.CopyFrom(numpy_helper.from_array(weights, tensor.name))
    onnx.save(model, tmp_path / "nan.onnx")
    shutil.copy(MODEL / "golden.png", tmp_path / "yard.png")
    (tmp_path / "names.txt").write_text("person\ncone\ncrate\n")
    names, image = ("--classes", str(tmp_path / "names.txt")), ("--image", str(tmp_path / "yard.png"))
    status = call(["model", "import", str(tmp_path / "nan.onnx"), *names, *image, "--out", str(tmp_path / "out"), "--json"])
    assert status == exit_status.COULD_NOT_RUN
    error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert (error["what"], error["where"].endswith("nan.onnx")) == ("outputs that are not finite", True)
    assert not (tmp_path / "out").exists()
