from dataclasses import replace

import numpy as np
import pytest

from limphome.learning.augmentation import Augmentation, AugmentationConfig
from limphome.learning.frame_set import LABEL
from limphome.learning.zoom import zoom

pytestmark = pytest.mark.learning
STILL = AugmentationConfig(flip=0, gamma=0, contrast=0, brightness=0, tint=0, noise=0, blur=0, nothing=0)


def scene(*boxes, width=320, height=240):
    """White boxes on black, with their labels."""
    image, labels = np.zeros((height, width, 3), np.uint8), np.zeros(len(boxes), LABEL)
    for label, (left, top, right, bottom) in zip(labels, boxes, strict=True):
        image[top:bottom, left:right] = 255
        label["box"], label["visible"], label["height_px"], label["distance_m"] = (
            (left, top, right, bottom),
            0.8,
            bottom - top,
            4.0,
        )
    return image, labels


@pytest.mark.parametrize("at", [0.0, 0.3, 1.0])
def test_boxes_stay_on_their_things(at):
    image, labels = scene((150, 90, 180, 150))
    near, seen = zoom(image, labels, 1.6, at)
    assert near.shape == image.shape
    rows, columns = np.nonzero(near[..., 0] > 127)
    assert seen["box"][0] == pytest.approx([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1], abs=1)


def test_what_stands_on_the_ground_still_does():
    """The foot of a thing at d under a level camera of height h and focal length f is f h / d below the middle row."""
    _, seen = zoom(*scene((150, 100, 170, 160)), 1.6, 0.5)
    assert seen["distance_m"] == pytest.approx(4.0 / 1.6)
    assert (seen["box"][0, 3] - 120) * seen["distance_m"] == pytest.approx((160 - 120) * 4.0)
    assert seen["height_px"] == pytest.approx(60 * 1.6)


def test_what_is_cut_off_is_seen_less_and_what_is_outside_not_at_all():
    image, labels = scene((90, 100, 110, 140), (0, 100, 60, 140), (200, 0, 240, 20))
    _, seen = zoom(image, labels, 1.6, 0.83)  # columns 100 to 300, rows 45 to 195
    assert seen["box"] == pytest.approx(np.array([[0, 88, 16, 152]]))
    assert seen["visible"] == pytest.approx(0.4)
    assert labels["visible"] == pytest.approx(0.8), "the frame set's own labels were changed"


def test_factor_one_changes_nothing():
    image, labels = scene((150, 90, 180, 150))
    near, seen = zoom(image, labels, 1.0, 0.7)
    assert (near == image).all()
    assert (seen == labels).all()


def test_a_share_of_the_training_pictures_is_zoomed_each_by_a_draw_of_its_own():
    image, labels = scene((150, 90, 180, 150))
    augmentation, out = Augmentation(replace(STILL, zoom=0.5, zoom_most=2.0)), np.empty_like(image)
    seen = [augmentation.apply(image, labels, np.random.default_rng(seed), out)[:1]["height_px"] for seed in range(200)]
    heights = np.concatenate(seen)
    assert 60 <= (heights > 60).sum() <= 140
    assert len(set(heights[heights > 60])) > 20
    assert heights.max() <= 121
