"""What the shape of an input says of its layout."""

import pytest

from limphome.perception.engine import Tensor
from limphome.perception.importing.input_proposal import propose_input


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
