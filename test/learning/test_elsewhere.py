"""The same training by other machines: other bits, and figures within the band that docs/training.md states."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from limphome.learning.augmentation import AugmentationConfig
from limphome.learning.elsewhere import FIGURES, MACHINES, learn_on
from limphome.learning.learner import Lesson
from limphome.learning.network_config import NetworkConfig
from limphome.learning.training_config import TrainingConfig

from .conftest import draw_frames

pytestmark = [pytest.mark.learning, pytest.mark.slow, pytest.mark.timeout(300)]
EVIDENCE = Path(__file__).parents[2] / "docs" / "evidence" / "metrics_band.json"
WIDTH, HEIGHT = 160, 128
PLAIN = {"stem_depth": 0, "top_down": False}  # as the networks were by which the band was measured
NETWORK = NetworkConfig(width=WIDTH, height=HEIGHT, stem=16, channels=(32, 32, 32), depths=(0, 0, 0), head=32, **PLAIN)
TRAINING = TrainingConfig(steps=240, settle_steps=60, batch=8, processes=1, average=0.95)
SHORTER = replace(TRAINING, steps=30, settle_steps=8)
BUSY = replace(MACHINES["here"], environment={"OMP_NUM_THREADS": "3"})


def quiet(step, losses):
    pass


@pytest.fixture(scope="module")
def held_out():
    return draw_frames(300, 1, WIDTH, HEIGHT)


@pytest.fixture(scope="module")
def trained_on(held_out):
    frames = draw_frames(128, 0, WIDTH, HEIGHT)

    def train(machine, training=TRAINING):
        return learn_on(machine, Lesson(frames, training, NETWORK, AugmentationConfig()), held_out, quiet)

    return train


@pytest.fixture(scope="module")
def here(trained_on):
    return trained_on(MACHINES["here"])


def outside_the_band(one, other):
    """Figures that differ by more than is stated."""
    bands = json.loads(EVIDENCE.read_text())["bands"]
    return [name for name in FIGURES if abs(one["figures"][name] - other["figures"][name]) > bands[name]["band"]]


@pytest.fixture(scope="module")
def shorter(trained_on):
    return trained_on(MACHINES["here"], SHORTER)


def test_the_same_machine_gives_equal_bits_with_any_number_of_threads(shorter, trained_on):
    again = trained_on(BUSY, SHORTER)
    assert again["weights_sha256"] == shorter["weights_sha256"]
    assert again["figures"] == shorter["figures"]
    assert again["arithmetic"]["fingerprint"] == shorter["arithmetic"]["fingerprint"]


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="instruction sets are limited on x86 only")
def test_another_machine_computes_otherwise_and_its_figures_are_within_the_stated_band(here, trained_on, monkeypatch):
    monkeypatch.setenv("MKL_CBWR", "AUTO")
    before = dict(os.environ)
    there = trained_on(MACHINES["sse41"])
    assert dict(os.environ) == before, "the environment is as it was"
    assert there["arithmetic"]["capability"] == "DEFAULT"
    assert there["arithmetic"]["fingerprint"] != here["arithmetic"]["fingerprint"]
    assert there["weights_sha256"] != here["weights_sha256"]
    assert outside_the_band(here, there) == []


def test_a_training_that_differs_in_more_than_rounding_is_outside_the_band(here, shorter):
    assert outside_the_band(here, shorter)
