import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.perception.input_layout import InputLayout
from limphome.perception.picture_input import PictureInput


@pytest.fixture
def image():
    return np.random.default_rng(0).integers(0, 256, (24, 32, 3), np.uint8)


def test_layouts_and_colours_hold_the_same_pixels(image):
    plain, _ = PictureInput("nhwc", "uint8", 32, 24).prepare(image)
    turned, _ = PictureInput("nchw", "uint8", 32, 24, "bgr").prepare(image)
    assert (plain[0] == image).all()
    assert (turned[0] == image[:, :, ::-1].transpose(2, 0, 1)).all()


def test_floats_are_scaled_shifted_and_spread(image):
    mean, std = (0.1, 0.2, 0.3), (0.5, 0.25, 2.0)
    picture, _ = PictureInput("nhwc", "float32", 32, 24, scale=1 / 255, mean=mean, std=std).prepare(image)
    np.testing.assert_allclose(picture[0], (image / 255 - mean) / std, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("order", ["nchw", "nhwc"])
def test_space_to_depth_is_that_of_our_own_networks(image, order):
    ours = InputLayout(f"space_to_depth_{order}", "float32", 32, 24).prepare(image)
    picture, _ = PictureInput(f"space_to_depth_{order}", "float32", 32, 24, block=4).prepare(image)
    np.testing.assert_allclose(picture, ours, rtol=1e-6)


def test_a_letterboxed_frame_keeps_its_proportions_and_its_boxes_come_back(image):
    form = PictureInput("nhwc", "uint8", 64, 64, fit="letterbox", pad=7)
    picture, placement = form.prepare(image)
    assert (picture[0, :8] == 7).all()
    assert (picture[0, 56:] == 7).all()
    assert not (picture[0, 8:56] == 7).all()
    back = placement.to_frame(np.array([[0, 8, 64, 56], [16, 20, 32, 32], [0, 0, 64, 64]]))
    np.testing.assert_allclose(back, [[0, 0, 32, 24], [8, 6, 16, 12], [0, 0, 32, 24]])
    corner, placement = PictureInput("nhwc", "uint8", 64, 64, fit="letterbox", centred=False).prepare(image)
    assert (corner[0, 48:] == 114).all()
    np.testing.assert_allclose(placement.to_frame(np.array([[0, 0, 64, 48]])), [[0, 0, 32, 24]])


def test_a_stretched_frame_fills_the_picture(image):
    _, placement = PictureInput("nhwc", "uint8", 64, 96).prepare(image)
    np.testing.assert_allclose(placement.to_frame(np.array([[32, 48, 64, 96]])), [[16, 12, 32, 24]])


def test_grey_has_one_channel(image):
    picture, _ = PictureInput("nchw", "float32", 32, 24, "gray", mean=(0.0,), std=(1.0,)).prepare(image)
    assert picture.shape == (1, 1, 24, 32)


def test_the_buffer_is_used_again_and_the_frame_left_alone(image):
    form, before = PictureInput("nchw", "float32", 16, 16), image.copy()
    assert form.prepare(image)[0] is form.prepare(image)[0]
    assert (image == before).all()


@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (1, 3000)])
def test_frames_of_strange_shapes_fit(size):
    for fit in ("stretch", "letterbox"):
        picture, _ = PictureInput("nhwc", "uint8", 32, 24, fit=fit).prepare(np.zeros((*size, 3), np.uint8))
        assert picture.shape == (1, 24, 32, 3)


@pytest.mark.parametrize(
    "change",
    [{"layout": "chw"}, {"dtype": "int8"}, {"colour": "hsv"}, {"fit": "crop"}, {"std": (1.0, 0.0, 1.0)}, {"mean": (0.0,)}],
)
def test_a_form_that_does_not_exist_is_refused(change):
    with pytest.raises(LimphomeError, match="allowed"):
        PictureInput(**{"layout": "nchw", "dtype": "float32", "width": 32, "height": 24, **change})
