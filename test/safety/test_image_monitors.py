"""Pictures that stand still, are dark, bright, flat, blurred or noisy: caught as what, and when."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from caught import Caught
from rig import MonitorRig, yard_picture

from limphome.core import topics
from limphome.faults.table import find_kind


def image(change):
    return lambda frame: replace(frame, image=change(frame.image))


class TestCameraFrozen(Caught):
    monitor, within_s = "camera_frozen", 0.35

    def break_it(self, rig):
        held = rig.picture().image
        rig.change[topics.CAMERA] = image(lambda _: held)


class TestCameraFrozenAndCompressed(Caught):
    """A frozen stream whose copies differ by a few pixels."""

    monitor, within_s = "camera_frozen", 0.35

    def break_it(self, rig):
        held, rng = rig.picture().image, np.random.default_rng(1)

        def nearly(_):
            copy = held.copy()
            copy[rng.integers(0, 240, 500), rng.integers(0, 320, 500)] ^= 1
            return copy

        rig.change[topics.CAMERA] = image(nearly)


class TestCameraSlow(Caught):
    """Each picture twice: half as many new ones as there seem to be."""

    monitor, within_s = "camera_frozen", 0.95

    def break_it(self, rig):
        kept = []

        def twice(picture):
            kept.append(kept[-1] if len(kept) % 2 else picture)
            return kept[-1]

        rig.change[topics.CAMERA] = image(twice)


class TestCameraBlack(Caught):
    monitor, within_s = "camera_frozen", 0.45  # black repeats before it counts as dark

    def break_it(self, rig):
        rig.change[topics.CAMERA] = image(np.zeros_like)


class _Quality(Caught):
    monitor, within_s = "camera_quality", 0.35

    def break_it(self, rig):
        rig.change[topics.CAMERA] = image(self.spoil)


class TestCameraDark(_Quality):
    @staticmethod
    def spoil(picture):
        return (picture * 0.1).astype(np.uint8)


class TestCameraOverexposed(_Quality):
    @staticmethod
    def spoil(picture):
        return np.minimum(picture.astype(int) + 150, 255).astype(np.uint8)


class TestCameraFlat(_Quality):
    @staticmethod
    def spoil(picture):
        return (110 + 0.1 * picture + np.random.default_rng(picture[0, 0, 0]).normal(0, 1, picture.shape)).astype(np.uint8)


class TestCameraVeiled(_Quality):
    @staticmethod
    def spoil(picture):
        return (0.4 * picture + 0.6 * 200).astype(np.uint8)


class TestCameraReddish(_Quality):
    @staticmethod
    def spoil(picture):
        return np.minimum(picture * (1.4, 1.0, 0.6), 255).astype(np.uint8)


class TestCameraBluish(_Quality):
    @staticmethod
    def spoil(picture):
        return np.minimum(picture * (0.6, 1.0, 1.4), 255).astype(np.uint8)


class TestCameraBanded(_Quality):
    @staticmethod
    def spoil(picture):
        bars = 1 + 0.5 * np.sin(2 * np.pi * np.arange(len(picture)) / 72)
        return np.minimum(picture * bars[:, None, None], 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ("camera.overexposure", "overexposed"),
        ("camera.underexposure", "too dark"),
        ("camera.fog", "veiled"),
        ("camera.colour_shift", "colours"),
        ("camera.banding", "banded"),
    ],
)
def test_a_fault_of_the_picture_is_called_what_it_is(fault, word):
    rig = MonitorRig().started()
    since_s = rig.now_s
    kind = find_kind(fault)
    spoil = kind.make(kind.value(4), np.random.default_rng(0))
    rig.change[topics.CAMERA] = lambda frame: spoil.corrupt(frame, frame.stamp_s)
    rig.run(1.0)
    assert rig.reaction_s(since_s) <= 0.4
    assert rig.modes[1][2][0].startswith(f"camera_quality: {word}")


@pytest.mark.parametrize("sigma_px", [1, 2, 4, 6])
def test_blur_is_caught_as_blur(sigma_px):
    rig = MonitorRig().started()
    since_s = rig.now_s
    rig.change[topics.CAMERA] = image(lambda picture: cv2.GaussianBlur(picture, (0, 0), sigma_px))
    rig.run(1.0)
    assert rig.reaction_s(since_s) <= 0.4
    assert rig.modes[1][2][0].startswith(("camera_quality: blurred", "camera_frozen"))


@pytest.mark.parametrize("share", [0.08, 0.18, 0.38])
def test_noise_is_caught_as_noise(share):
    rig = MonitorRig().started()
    since_s = rig.now_s
    rng = np.random.default_rng(5)
    rig.change[topics.CAMERA] = image(lambda p: np.clip(p + rng.normal(0, 255 * share, p.shape), 0, 255).astype(np.uint8))
    rig.run(1.0)
    assert rig.reaction_s(since_s) <= 0.4
    assert rig.modes[1][2][0].startswith("camera_quality: noisy")


def test_a_minute_before_a_still_noisy_scene_raises_nothing():
    """Sensor noise of one grey level, the least that numbers.md promises."""
    rig = MonitorRig(noise=1.0).started()
    rig.run(60.0)
    assert rig.modes[1:] == []


@pytest.mark.parametrize("gain", [0.45, 1.5])
def test_a_dim_and_a_bright_still_scene_raise_nothing(gain):
    rig = MonitorRig(noise=1.5)
    rig.scene = np.minimum(yard_picture() * gain, 255.0)
    rig.started().run(10.0)
    assert rig.modes[1:] == []
