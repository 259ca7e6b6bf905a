import cv2
import numpy as np
import pytest

from limphome.learning.data.checks.bounds import CheckBounds
from limphome.learning.data.checks.fingerprint import fingerprint
from limphome.learning.data.checks.near_duplicates import Maps, twins

from ..conftest import scene

SAME = CheckBounds().same_picture
SIZE = (320, 240)


def noisy(image):
    return np.clip(image + np.random.default_rng(5).normal(0, 8, image.shape), 0, 255).astype(np.uint8)


def jpeg(image):
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_COLOR)


def moved(image):
    return cv2.warpAffine(image, np.float32([[1, 0, 6], [0, 1, 3]]), SIZE, borderMode=cv2.BORDER_REPLICATE)


def mirrored(image):
    return np.ascontiguousarray(image[:, ::-1])


COPIES = {
    "noise": noisy,
    "jpeg": jpeg,
    "small shift": moved,
    "mirrored": mirrored,
    "brighter": lambda image: np.clip(image * 1.25 + 10, 0, 255).astype(np.uint8),
    "smaller": lambda image: cv2.resize(image, (160, 120), interpolation=cv2.INTER_AREA),
    "mirrored, shifted, noisy, jpeg": lambda image: jpeg(noisy(moved(mirrored(image)))),
}


def yard(seed):
    """Sky, wall and floor as a robot sees them in one place from here and there, with things on it, and noise."""
    rng = np.random.default_rng(seed)
    image = np.zeros((240, 320, 3), np.float32)
    image[:] = (180, 200, 230)
    left, right = rng.integers(70, 110, 2)
    cv2.fillPoly(image, [np.array([[0, left], [320, right], [320, 130], [0, 130]])], (90, 70, 60))
    floor = np.random.default_rng(0).uniform(90, 150, (30, 80, 1)).astype(np.float32)
    image[130:] = cv2.resize(np.roll(floor, tuple(rng.integers(0, 30, 2)), axis=(0, 1)), (320, 110))[..., None]
    for _ in range(4):
        wide, high = rng.integers(15, 70, 2)
        x, y = rng.integers(0, 320 - wide), rng.integers(80, 230 - high)
        image[y : y + high, x : x + wide] = rng.uniform(0, 255, 3)
    return np.clip(image + rng.normal(0, 2, image.shape), 0, 255).astype(np.uint8)


def maps_of(images):
    detail, coarse = zip(*(fingerprint(image) for image in images))
    return Maps(np.stack(detail), np.stack(coarse))


@pytest.mark.parametrize("kind", COPIES)
@pytest.mark.parametrize("draw", [yard, lambda seed: scene(seed, *SIZE)], ids=["yard", "texture"])
def test_a_copy_is_found_among_pictures_of_the_same_place(kind, draw):
    others = maps_of([draw(seed) for seed in range(40)])
    found = twins(maps_of([COPIES[kind](draw(seed)) for seed in (3, 17, 38)]), others, SAME)
    assert [(one.query, one.other) for one in found] == [(0, 3), (1, 17), (2, 38)]
    assert {one.mirrored for one in found} == {"mirrored" in kind}


def test_different_pictures_of_one_place_are_not_taken_for_copies():
    queries, others = maps_of([yard(seed) for seed in range(60)]), maps_of([yard(seed) for seed in range(100, 200)])
    assert twins(queries, others, SAME) == []


def test_pictures_that_show_nothing_are_like_nothing():
    blank = maps_of([np.full((240, 320, 3), 90, np.uint8)] * 2)
    assert twins(blank, blank, SAME) == []
    assert twins(blank, Maps(blank.detail[:0], blank.coarse[:0]), SAME) == []
