import pytest

from limphome.perception.importing.first_look import may_be_onnx
from limphome.resources import share_dir

FILES = sorted((share_dir() / "models" / "perception" / "yard_detector").glob("*.onnx"))
GRAPH = b"\x3a\x02\x0a\x00"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_network_of_ours_passes(path):
    assert may_be_onnx(path.read_bytes())


def test_fields_may_come_in_any_order_and_of_every_type():
    assert may_be_onnx(GRAPH + b"\x08\x88\x01" + b"\x11" + bytes(8) + b"\x15" + bytes(4))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# A page of text\n",
        b"\x89PNG\r\n\x1a\n" + bytes(99),
        b"PK\x03\x04" + bytes(99),
        b"\x08\x08",  # a version, and no graph
        b"\x38\x01",  # the graph's number, and a number in its place
        GRAPH[:-1],
        GRAPH + b"\x08",
        GRAPH + b"\x0b",  # a group: ONNX has none
        GRAPH + b"\xff" * 99,
    ],
)
def test_what_is_no_network_is_told(data):
    assert not may_be_onnx(data)


def test_a_network_that_was_cut_off_is_told():
    data = FILES[0].read_bytes()
    assert not may_be_onnx(data[: len(data) // 2])
