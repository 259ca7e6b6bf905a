import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.perception.input_layout import NCHW, NHWC, InputLayout


@pytest.fixture
def image():
    return np.random.default_rng(0).integers(0, 256, (24, 32, 3), np.uint8)


def test_each_pixel_lands_in_its_channel(image):
    folded = InputLayout(NHWC, "uint8", 32, 24).prepare(image)
    assert folded.shape == (1, 6, 8, 48)
    for row, column, colour in ((0, 0, 0), (5, 9, 1), (23, 31, 2), (10, 2, 0)):
        channel = ((row % 4) * 4 + column % 4) * 3 + colour
        assert folded[0, row // 4, column // 4, channel] == image[row, column, colour]


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_both_orders_hold_the_same(image, dtype):
    bytes_ = InputLayout(NHWC, "uint8", 32, 24).prepare(image).astype(np.float32)
    scale = 1.0 if dtype == "uint8" else 1 / 255
    for layout, axes in ((NHWC, (0, 1, 2, 3)), (NCHW, (0, 3, 1, 2))):
        other = InputLayout(layout, dtype, 32, 24).prepare(image)
        np.testing.assert_allclose(other, bytes_.transpose(axes) * scale, rtol=1e-6)


def test_the_buffer_is_used_again_and_the_picture_left_alone(image):
    layout, before = InputLayout(NHWC, "uint8", 32, 24), image.copy()
    assert layout.prepare(image) is layout.prepare(image)
    assert (image == before).all()


def test_a_picture_that_is_a_view_is_read_right(image):
    layout = InputLayout(NHWC, "uint8", 32, 24)
    expected = layout.prepare(np.ascontiguousarray(image[::-1])).copy()
    assert (layout.prepare(image[::-1]) == expected).all()


@pytest.mark.parametrize("change", [{"layout": "nchw"}, {"dtype": "float64"}, {"width": 30}, {"block": 8}])
def test_a_form_that_does_not_exist_is_refused(change):
    values = {"layout": NHWC, "dtype": "uint8", "width": 32, "height": 24, **change}
    with pytest.raises(LimphomeError, match="allowed"):
        InputLayout(**values)
