"""Each test plants a defect in the data and asserts that it is named before a training begins."""

from dataclasses import replace

import numpy as np
import pytest

from limphome.core import CLASS_NAMES
from limphome.learning.augmentation import AugmentationConfig
from limphome.learning.checkup.frame_checks import check_labels, check_leak, check_pictures
from limphome.learning.checkup.overfit import overfit_one_batch
from limphome.learning.frame_set import LABEL, FrameSet
from limphome.learning.learner import Lesson
from limphome.learning.network import Network
from limphome.learning.network_config import NetworkConfig
from limphome.learning.training_config import TrainingConfig

from ..conftest import SMALL_PX

pytestmark = pytest.mark.learning


def changed(frames, change):
    labels = frames.labels.copy()
    change(labels)
    return replace(frames, labels=labels)


def spoil(index, values):
    def change(labels):
        labels["box"][index] = values

    return change


@pytest.mark.parametrize(
    ("values", "words"),
    [((np.nan, 0, 9, 9), "not finite"), ((9, 9, 9, 20), "empty"), ((20, 9, 9, 20), "inside out"), ((0, 0, 999, 9), "outside")],
)
def test_a_bad_box_is_named_by_its_frame(drawn, values, words):
    found = check_labels(changed(drawn, spoil(3, values)), CLASS_NAMES)
    assert len(found) == 1
    assert words in found[0].what
    assert str(drawn.labels["frame"][3]) in found[0].where


def test_a_class_outside_the_list_and_one_without_a_box_are_named(drawn):
    def change(labels):
        labels["class_id"][labels["class_id"] == 2] = 7

    found = check_labels(changed(drawn, change), CLASS_NAMES)
    assert [symptom.where.split()[0] for symptom in found] == ["frames", "class"]
    assert CLASS_NAMES[2] in found[1].where


def test_sound_frames_have_no_symptoms(drawn):
    assert check_labels(drawn, CLASS_NAMES) == []
    assert check_pictures(drawn) == []


def test_pictures_scaled_twice_are_named(drawn):
    found = check_pictures(replace(drawn, images=(drawn.images / 255).astype(np.uint8)))
    assert {symptom.name for symptom in found} == {"normalization"}
    assert "black" in found[0].what


def noise_frames(count, seed):
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (count, 12, 16, 3), np.uint8)
    return FrameSet(small.repeat(20, 1).repeat(20, 2), np.zeros(0, LABEL), np.arange(count, dtype=np.int32))


def test_a_validation_frame_that_is_learned_from_is_named():
    train, validation = noise_frames(40, 0), noise_frames(10, 1)
    assert check_leak(train, validation) == []
    images = validation.images.copy()
    images[7] = np.clip(train.images[13].astype(int) + 4, 0, 255)
    found = check_leak(train, replace(validation, images=images))
    assert [symptom.name for symptom in found] == ["validation leak"]
    assert "7 is 13" in found[0].what


@pytest.mark.timeout(600)
def test_one_batch_is_learned_by_heart_unless_nothing_is_learned(small):
    tiny = NetworkConfig(**SMALL_PX, stem=16, channels=(32, 32, 32), depths=(0, 0, 0), head=16)
    sound = Lesson(small, TrainingConfig(processes=1), tiny, AugmentationConfig())
    assert overfit_one_batch(sound) == []
    numb = replace(sound, config=TrainingConfig(processes=1, learning_rate=1e-7, adam_rate=1e-7))
    assert [symptom.name for symptom in overfit_one_batch(numb)] == ["one batch not learned"]
    assert overfit_one_batch(replace(numb, start=Network(tiny).state_dict())) == []  # low rates are meant there


def test_one_batch_has_a_frame_for_every_process_of_a_torchrun(small, monkeypatch):
    for name, value in {"TORCHELASTIC_RUN_ID": "x", "RANK": "0", "WORLD_SIZE": "12", "LOCAL_RANK": "0"}.items():
        monkeypatch.setenv(name, value)
    asked = []

    def learn(lesson, progress):
        asked.append(lesson.config.batch)
        for loss in (1.0, 1.0, 1.0, *[0.1] * 6):
            progress(0, {"loss": loss})
        asked.append("to its end")  # who left would leave the others waiting

    monkeypatch.setattr("limphome.learning.checkup.overfit.train", learn)
    assert overfit_one_batch(Lesson(small, TrainingConfig(), NetworkConfig(**SMALL_PX), AugmentationConfig())) == []
    assert asked == [12, "to its end"]
