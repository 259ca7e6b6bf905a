from dataclasses import replace

import numpy as np
import pytest

from limphome.learning.augmentation import Augmentation, AugmentationConfig, nothing
from limphome.learning.batches import Batches
from limphome.learning.frame_set import LABEL
from limphome.learning.process_group import Place
from limphome.learning.training_config import TrainingConfig

pytestmark = pytest.mark.learning
NONE = AugmentationConfig(flip=0, gamma=0, contrast=0, brightness=0, tint=0, noise=0, blur=0, nothing=0)


def batches(drawn, config=NONE, size=8, steps=6, seed=0, **more):
    return list(Batches(drawn, Augmentation(config), TrainingConfig(batch=size, steps=steps, seed=seed), **more))


def test_every_frame_comes_once_before_any_comes_again(drawn):
    pictures = np.concatenate([batch.pictures.numpy() for batch in batches(drawn)])
    assert len(pictures) == len(drawn)
    assert sorted(picture.tobytes() for picture in pictures) == sorted(image.tobytes() for image in drawn.images)


def test_labels_stay_with_their_frame(drawn):
    for batch in batches(drawn, steps=2):
        for picture, boxes, classes in zip(batch.pictures.numpy(), batch.boxes.numpy(), batch.classes.numpy(), strict=True):
            index = next(i for i in range(len(drawn)) if (drawn.images[i] == picture).all())
            true = drawn.of_frame(index)
            assert boxes[: len(true)].tolist() == true["box"].tolist()
            assert classes.tolist() == true["class_id"].tolist() + [-1] * (len(classes) - len(true))


def test_equal_seeds_give_equal_batches(drawn):
    first, second, other = (batches(drawn, AugmentationConfig(), seed=seed) for seed in (1, 1, 2))
    assert all((a.pictures == b.pictures).all() for a, b in zip(first, second, strict=True))
    assert not (first[0].pictures == other[0].pictures).all()


def test_processes_share_a_batch_without_overlap(drawn):
    whole = np.concatenate([batch.pictures.numpy() for batch in batches(drawn, steps=1)])
    parts = [batches(drawn, steps=1, place=Place(rank, 2))[0].pictures.numpy() for rank in (0, 1)]
    assert sorted(p.tobytes() for p in whole) == sorted(p.tobytes() for part in parts for p in part)


def test_a_mirrored_picture_has_mirrored_boxes(drawn):
    index = next(i for i in range(len(drawn)) if len(drawn.of_frame(i)))
    image, labels = drawn.images[index], drawn.of_frame(index)
    out = np.empty_like(image)
    always = AugmentationConfig(flip=1, gamma=0, contrast=0, brightness=0, tint=0, noise=0, blur=0, nothing=0)
    flipped = Augmentation(always).apply(image, labels, np.random.default_rng(0), out)
    left, top, right, bottom = flipped["box"][0].astype(int)
    assert (out[:, ::-1] == image).all()
    true = labels["box"][0].astype(int)
    assert (out[top:bottom, left:right] == image[true[1] : true[3], true[0] : true[2]][:, ::-1]).all()


def test_changes_stay_within_a_picture(drawn):
    out = np.empty_like(drawn.images[0])
    strong = AugmentationConfig(noise=60, brightness=120, contrast=0.9)
    Augmentation(strong).apply(drawn.images[0], drawn.labels[:0], np.random.default_rng(0), out)
    assert out.std() > 0


def test_frames_are_drawn_as_often_as_their_share_says(drawn):
    shares = np.zeros(len(drawn))
    shares[:2] = 0.25, 0.75
    pictures = np.concatenate([batch.pictures.numpy() for batch in batches(drawn, steps=50, shares=shares)])
    first = np.mean([(picture == drawn.images[0]).all() for picture in pictures])
    assert first == pytest.approx(0.25, abs=0.06)
    assert np.mean([(picture == drawn.images[1]).all() for picture in pictures]) == pytest.approx(1 - first)


def test_a_later_start_gives_the_rest_of_the_same_batches(drawn):
    config = TrainingConfig(batch=8, steps=6, seed=0)
    some = Batches(drawn, Augmentation(AugmentationConfig()), config)
    whole, rest = list(some), list(some.since(4))
    assert len(rest) == 2
    assert all((a.pictures == b.pictures).all() for a, b in zip(whole[4:], rest, strict=True))


def test_a_picture_that_shows_nothing_any_more_has_no_boxes(drawn):
    for batch in batches(drawn, replace(NONE, nothing=0.5), steps=2):
        for picture, classes, index in zip(batch.pictures.numpy(), batch.classes.numpy(), batch.frames, strict=True):
            kept = (picture == drawn.images[index]).all()
            assert (classes >= 0).sum() == (len(drawn.of_frame(index)) if kept else 0)


def test_pictures_that_show_nothing_are_plain_patched_and_noisy():
    pictures = np.empty((300, 48, 64, 3), np.uint8)
    rng = np.random.default_rng(0)
    for picture in pictures:
        nothing(rng, picture)
    spread = pictures.reshape(300, -1, 3).max(1) - pictures.reshape(300, -1, 3).min(1).astype(int)
    plain = (spread == 0).all(1)
    assert 0.4 < plain.mean() < 0.65
    assert pictures[plain].min() < 10
    assert pictures[plain].max() > 245
    edges = np.abs(np.diff(pictures.astype(int), axis=2)).mean((1, 2, 3))
    assert (edges > 30).any()
    assert ((edges > 0) & (edges < 1)).any()


@pytest.mark.parametrize("shape", [(240, 320, 3), (480, 728, 3), (720, 1280, 3)])
def test_pictures_of_every_size_get_noise_that_hangs_on_nothing_else(shape):
    noisy, image = replace(NONE, noise=6.0), np.full(shape, 128, np.uint8)
    used, fresh = Augmentation(noisy), Augmentation(noisy)
    used.apply(
        np.zeros((1080, 1920, 3), np.uint8), np.zeros(0, LABEL), np.random.default_rng(1), np.empty((1080, 1920, 3), np.uint8)
    )
    first, second = np.empty_like(image), np.empty_like(image)
    for augmentation, out in ((used, first), (fresh, second)):
        augmentation.apply(image, np.zeros(0, LABEL), np.random.default_rng(3), out)
    assert (first == second).all()
    assert 0.5 < first.std() < 6.5
