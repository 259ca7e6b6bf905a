"""Networks of open size: a frame gets the smallest picture that holds it, and no frame makes a new buffer."""

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.perception.open_size import KEPT, OpenSize
from limphome.perception.picture_input import PictureInput


def largest(width=640, height=640, fit="letterbox"):
    return PictureInput("nchw", "uint8", width, height, fit=fit)


@pytest.mark.parametrize(
    ("frame", "size"),
    [
        ((640, 640), (640, 640)),
        ((1280, 720), (640, 384)),
        ((720, 1280), (384, 640)),
        ((320, 240), (640, 480)),  # as large as in a letterboxed picture
        ((3000, 1), (640, 32)),
        ((1, 3000), (32, 640)),
        ((8000, 5000), (640, 416)),
    ],
)
def test_a_frame_gets_the_smallest_picture_that_holds_it(frame, size):
    assert OpenSize(largest(), 32).size(*frame) == size


def test_things_are_as_large_as_in_the_letterboxed_picture():
    image = np.zeros((360, 640, 3), np.uint8)
    _, whole = largest().prepare(image)
    picture, part = OpenSize(largest(), 32).form(640, 360).prepare(image)
    assert picture.shape == (1, 3, 384, 640)
    np.testing.assert_allclose(part.scale, whole.scale)


def test_without_a_multiple_there_is_one_size():
    sizes = OpenSize(largest(fit="stretch"), 0)
    assert sizes.form(1280, 720) is sizes.form(30, 4000)
    assert sizes.size(1280, 720) == (640, 640)


def test_no_frame_of_a_known_size_makes_a_buffer_and_few_sizes_are_kept():
    sizes = OpenSize(largest(), 32)
    first = sizes.form(640, 360)
    assert sizes.form(1280, 720) is first
    for height in range(64, 640, 32):
        sizes.form(640, height)
    assert len(sizes._forms) == KEPT
    assert sizes.form(640, 360) is not first


@pytest.mark.parametrize("wrong", [largest(fit="stretch"), largest(width=650), largest(height=20)])
def test_a_form_that_cannot_be_open_is_refused(wrong):
    with pytest.raises(LimphomeError, match="multiple"):
        OpenSize(wrong, 32)
