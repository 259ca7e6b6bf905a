import numpy as np
import pytest

from limphome.perception.decoders.boxes import Boxes
from limphome.perception.importing.consistency import agreement, consistency
from limphome.perception.importing.views import plain_like, views_of


def boxes(*rows):
    table = np.array(rows, np.float32).reshape(-1, 6)
    return Boxes(table[:, :4], table[:, 4], table[:, 5].astype(int))


ONE = (10, 20, 30, 60, 0.8, 0)


def test_seeing_the_same_twice_counts_with_its_score():
    assert agreement(boxes(ONE), boxes(ONE)) == pytest.approx(0.8)


def test_seen_once_or_as_another_thing_counts_against():
    assert agreement(boxes(ONE), boxes()) == pytest.approx(-0.4)
    assert agreement(boxes(ONE), boxes((*ONE[:5], 1))) == pytest.approx(-0.8)


@pytest.fixture
def image():
    picture = np.full((240, 320, 3), 40, np.uint8)
    picture[80:160, 120:180] = 255
    return picture


def looks(picture):
    """Sees the bright thing, wherever it is; in noise there is none."""
    rows, columns = np.nonzero(picture[:, :, 0] > 200)
    if len(rows) == 0 or len(rows) < 0.9 * np.ptp(rows) * np.ptp(columns):
        return boxes()
    return boxes((columns.min(), rows.min(), columns.max() + 1, rows.max() + 1, 0.9, 0))


def test_boxes_of_every_view_come_back_to_their_place(image):
    views = views_of(image)
    assert len(views) >= 7
    assert {view.image.shape for view in views} == {image.shape}
    for view in views:
        np.testing.assert_allclose(view.back(looks(view.image)).boxes, [[120, 80, 180, 160]], atol=2)


def test_a_plain_picture_has_the_light_of_the_picture_and_no_thing(image):
    plain = plain_like(image)
    assert plain.std(axis=(0, 1)).max() == 0
    assert plain.mean() == pytest.approx(image.mean(), abs=1)
    assert plain.shape == image.shape


def test_one_who_follows_the_picture_agrees_and_one_who_dreams_does_not(image):
    assert np.mean(consistency(looks, image)) > 0.8 * 0.9**4
    assert np.mean(consistency(lambda picture: boxes(ONE), image)) < 0
