import numpy as np
import pytest

from limphome.perception.decoders.boxes import Boxes
from limphome.perception.importing.consistency import agreement, consistency, mirrored


def boxes(*rows):
    table = np.array(rows, np.float32).reshape(-1, 6)
    return Boxes(table[:, :4], table[:, 4], table[:, 5].astype(int))


ONE = (10, 20, 30, 60, 0.8, 0)


def test_seeing_the_same_twice_counts_with_its_score():
    assert agreement(boxes(ONE), boxes(ONE)) == pytest.approx(0.8)


def test_seen_once_or_as_another_thing_counts_against():
    assert agreement(boxes(ONE), boxes()) == pytest.approx(-0.4)
    assert agreement(boxes(ONE), boxes((*ONE[:5], 1))) == pytest.approx(-0.8)


def test_twice_in_the_mirror_is_twice_in_the_picture():
    back = mirrored(mirrored(boxes(ONE), 100), 100)
    np.testing.assert_allclose(back.boxes, boxes(ONE).boxes)
    assert mirrored(boxes(ONE), 100).boxes.tolist() == [[70, 20, 90, 60]]


def test_one_who_follows_the_picture_agrees_and_one_who_dreams_does_not():
    image = np.zeros((60, 100, 3), np.uint8)
    image[20:50, 10:30] = 255

    def looks(picture):
        rows, columns = np.nonzero(picture[:, :, 0] > 128)
        if len(rows) == 0:
            return boxes()
        return boxes((columns.min(), rows.min(), columns.max() + 1, rows.max() + 1, 0.9, 0))

    assert consistency(looks, image) == pytest.approx(0.9)
    assert consistency(lambda picture: boxes(ONE), image) < 0
