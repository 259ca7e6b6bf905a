import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from limphome.core import LimphomeError
from limphome.perception.importing.model_file import read_model_file


def network(weights=None):
    value = helper.make_tensor_value_info
    stored = [weights if weights is not None else numpy_helper.from_array(np.ones((300, 4), np.float32), "w")]
    nodes = [helper.make_node("Add", ["x", "w"], ["y"])]
    graph = helper.make_graph(
        nodes, "g", [value("x", TensorProto.FLOAT, [300, 4])], [value("y", TensorProto.FLOAT, None)], stored
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def outside(location, length=4800):
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[300, 4], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", location), ("offset", "0"), ("length", str(length))):
        tensor.external_data.add(key=key, value=value)
    return network(tensor)


@pytest.fixture
def write(tmp_path):
    folder = tmp_path / "inside"
    folder.mkdir()

    def save(content):
        path = folder / "net.onnx"
        path.write_bytes(content if isinstance(content, bytes) else content.SerializeToString())
        return path

    return save


def test_a_whole_file_is_read_with_what_may_be_anchors(write):
    file = read_model_file(write(network()))
    assert file.operators == {"Add"}
    assert not file.quantized
    assert [table.shape for table in file.tables] == [(300, 4)]


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 5000, b"not a network at all", b"\xff" * 100, network().SerializeToString()[:2000]]
)
def test_a_file_that_is_no_network_is_refused(write, content):
    with pytest.raises(LimphomeError, match=r"net\.onnx"):
        read_model_file(write(content))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.onnx", tmp_path):
        with pytest.raises(LimphomeError):
            read_model_file(path)


def test_a_huge_file_is_refused_before_it_is_read(write):
    path = write(b"x")
    with path.open("r+b") as stream:
        stream.truncate(2**31 + 10)  # sparse
    with pytest.raises(LimphomeError, match="bytes"):
        read_model_file(path)


def test_weights_beside_the_file_are_taken_in(write, tmp_path):
    (tmp_path / "inside" / "net.data").write_bytes(np.full((300, 4), 2, np.float32).tobytes())
    file = read_model_file(write(outside("net.data")))
    (tensor,) = onnx.load_model_from_string(file.model).graph.initializer
    assert (numpy_helper.to_array(tensor) == 2).all()


@pytest.mark.parametrize("location", ["../secret", "/etc/hostname", "link", ".", "missing", ""])
def test_weights_that_leave_the_folder_or_are_not_there_are_refused(write, tmp_path, location):
    (tmp_path / "secret").write_bytes(b"s" * 4800)
    (tmp_path / "inside" / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(LimphomeError, match="beside"):
        read_model_file(write(outside(location)))


def test_weights_of_another_length_are_refused(write, tmp_path):
    (tmp_path / "inside" / "net.data").write_bytes(b"short")
    with pytest.raises(LimphomeError):
        read_model_file(write(outside("net.data")))


def test_more_weights_than_fit_are_refused(write, tmp_path):
    (tmp_path / "inside" / "net.data").write_bytes(b"short")
    with pytest.raises(LimphomeError, match="bytes of weights"):
        read_model_file(write(outside("net.data", 2**40)))
