"""What the shape of an input says of its layout."""

import pytest

from limphome.core import LimphomeError
from limphome.perception.engine import Tensor
from limphome.perception.importing.input_proposal import OPEN_SIZE, propose_input, stated_classes


def proposed(*shape, layout=""):
    found = propose_input([Tensor("pixels", "float32", shape)], {}, layout=layout)
    return found.file["layout"], found.input.get("block", 1), found.input["width"], found.input["height"], found.input["colour"]


@pytest.mark.parametrize("height", [192, 300, 432, 768])
def test_a_height_that_could_be_folded_channels_is_a_height(height):
    assert proposed(1, height, 320, 3) == ("nhwc", 1, 320, height, "rgb")
    assert proposed(1, height, height, 1) == ("nhwc", 1, height, height, "gray")
    assert proposed(1, 3, 320, height) == ("nchw", 1, height, 320, "rgb")


def test_folded_channels_are_seen_where_no_axis_has_one_or_three():
    assert proposed(1, 48, 60, 80) == ("space_to_depth_nchw", 4, 320, 240, "rgb")
    assert proposed(1, 60, 80, 48) == ("space_to_depth_nhwc", 4, 320, 240, "rgb")


def test_a_layout_that_the_user_says_is_taken():
    assert proposed(1, 3, 64, 3, layout="nhwc")[0] == "nhwc"
    assert proposed(1, 3, 64, 3)[0] == "nchw"


def sized(width, height, imgsz, size=None):
    found = propose_input([Tensor("pixels", "float32", (1, 3, height, width))], {"imgsz": imgsz}, size)
    return found.input["width"], found.input["height"]


def test_the_size_that_an_exporter_states_fills_what_the_file_leaves_open():
    assert sized(None, None, "[320, 480]") == (480, 320)
    assert sized(None, 320, "[640, 480]") == (480, 320)
    assert sized(320, 320, "[640, 640]") == (320, 320), "stale: the file is fixed"


@pytest.mark.parametrize("imgsz", ["[1e400, 1e400]", "[640]", "640", "[", "['a', 'b']"])
def test_a_stated_size_that_is_none_is_passed_over(imgsz):
    assert sized(None, None, imgsz) == (OPEN_SIZE, OPEN_SIZE)


def test_a_size_that_the_user_says_is_refused_by_a_fixed_file():
    with pytest.raises(LimphomeError, match="the file leaves no other") as caught:
        sized(320, 320, "[640, 640]", (640, 640))
    assert caught.value.where == "--size"


def test_a_fixed_batch_is_told_as_such():
    with pytest.raises(LimphomeError, match=r"takes 2 pictures at once.*a batch of 1"):
        proposed(2, 3, 320, 320)
    assert proposed(None, 3, 320, 320)[0] == "nchw"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("{1: 'b', 0: 'a'}", ["a", "b"]),
        ("{0: 'a', '1': 'b', 2: 'c'}", ["a", "b", "c"]),
        (str({str(i): f"c{i}" for i in range(11)}), [f"c{i}" for i in range(11)]),
        ("['a', 'b']", ["a", "b"]),
        ("{None: 'a', 0: 'b'}", []),
        ("{'x': 'a'}", []),
        ("{1e400: 'a', 0: 'b'}", []),
    ],
)
def test_names_are_taken_in_the_order_of_their_numbers(names, expected):
    assert stated_classes({"names": names}) == expected
