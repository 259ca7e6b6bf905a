import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.perception.picture_fit import FITS, GREY, PictureFit

SHAPES = [(720, 1280), (10, 400), (400, 10), (1, 1), (37, 91), (3000, 2), (120, 160)]


@pytest.mark.parametrize("fit", FITS)
def test_a_picture_of_the_right_size_is_not_even_copied(fit):
    image = np.zeros((240, 320, 3), np.uint8)
    assert PictureFit(320, 240, fit).bring(image)[0] is image


@pytest.mark.parametrize("shape", SHAPES)
def test_a_letterboxed_picture_keeps_its_proportions_in_the_middle(shape):
    frame, place = PictureFit(320, 240, "letterbox").bring(np.zeros((*shape, 3), np.uint8))
    rows, columns = np.nonzero((frame == 0).all(axis=2))
    assert frame.shape == (240, 320, 3)
    assert (columns.min(), np.ptp(columns) + 1, rows.min(), np.ptp(rows) + 1) == (
        place.left,
        place.columns,
        place.top,
        place.rows,
    )
    assert (frame[: place.top] == GREY).all()
    ratio = min(320 / shape[1], 240 / shape[0])
    assert (place.columns, place.rows) == pytest.approx((shape[1] * ratio, shape[0] * ratio), abs=1)
    assert abs(320 - place.columns - 2 * place.left) <= 1
    assert abs(240 - place.rows - 2 * place.top) <= 1


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("shape", SHAPES)
def test_boxes_come_back_to_where_they_were(fit, shape):
    place = PictureFit(320, 240, fit).place(shape[1], shape[0])
    boxes = np.array([[0.1, 0.2, 0.7, 0.9], [0, 0, 1, 1]], np.float32) * [*shape[1::-1], *shape[1::-1]]
    there = place.to_network(boxes)
    assert (there >= 0).all()
    assert (there <= [320, 240, 320, 240]).all()
    np.testing.assert_allclose(place.to_frame(there), boxes, atol=1e-3 * max(shape))


def test_a_thing_lies_under_its_box():
    image = np.full((720, 1280, 3), 255, np.uint8)
    image[100:400, 200:600] = 0
    for fit in FITS:
        frame, place = PictureFit(320, 240, fit).bring(image)
        left, top, right, bottom = place.to_network(np.array([[200, 100, 600, 400]]))[0].round().astype(int)
        assert (frame[top + 1 : bottom - 1, left + 1 : right - 1] == 0).all()
        assert (frame[top - 2, left:right] > 0).all()
        assert (frame[top:bottom, right + 1] > 0).all()


def test_what_lies_in_the_grey_is_nothing():
    place = PictureFit(320, 240, "letterbox").place(1280, 720)  # rows 30 to 210
    boxes = np.array([[10, 2, 40, 28], [10, 20, 40, 130], [0, 211, 320, 240]], np.float32)
    back, scores, class_ids = place.restore(boxes, np.array([0.9, 0.8, 0.7], np.float32), np.array([0, 1, 2]))
    assert back.tolist() == [[40, 0, 160, 400]]
    assert (scores.tolist(), class_ids.tolist()) == ([np.float32(0.8)], [1])


def test_another_way_is_refused_and_those_that_exist_are_named():
    with pytest.raises(LimphomeError, match=r"fit: crop.*stretch, letterbox"):
        PictureFit(320, 240, "crop")
