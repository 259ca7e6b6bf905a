from dataclasses import replace

import numpy as np
import pytest
import torch

from limphome.core import LimphomeError
from limphome.learning.augmentation import AugmentationConfig
from limphome.learning.learner import Lesson, learning_rate
from limphome.learning.network_config import NetworkConfig
from limphome.learning.trainer import settle, train
from limphome.learning.training_config import TrainingConfig

from .conftest import SMALL_PX

pytestmark = pytest.mark.learning
TINY = NetworkConfig(**SMALL_PX, stem=16, channels=(16, 16, 16), depths=(0, 0, 0), head=16)
RECIPE = TrainingConfig(steps=4, batch=4, processes=1, average=0.9)


def quiet(step, losses):
    pass


def lesson(frames, recipe=RECIPE, **more):
    return Lesson(frames, recipe, TINY, AugmentationConfig(), **more)


def weights(frames, recipe):
    network = train(lesson(frames, recipe), quiet)
    return b"".join(value.numpy().tobytes() for value in network.state_dict().values())


def test_equal_seeds_give_equal_weights_bit_for_bit(small):
    assert weights(small, RECIPE) == weights(small, RECIPE)
    assert weights(small, RECIPE) != weights(small, replace(RECIPE, seed=2))


def test_two_processes_give_equal_weights_bit_for_bit(small):
    recipe = replace(RECIPE, processes=2)
    assert weights(small, recipe) == weights(small, recipe)


def test_the_loss_falls(small):
    losses = []
    recipe = replace(RECIPE, steps=150, batch=8)
    train(lesson(small, recipe), lambda step, loss: losses.append(sum(loss.values())))
    assert np.mean(losses[-20:]) < 0.8 * np.mean(losses[:5])


def test_a_loss_that_is_no_number_stops_the_run(small):
    broken = replace(small, labels=small.labels.copy())
    broken.labels["box"] = np.nan
    with pytest.raises(LimphomeError, match="at step"):
        train(lesson(broken), quiet)


def test_the_rate_rises_then_falls():
    recipe = TrainingConfig(steps=100, warmup=0.1)
    rates = [learning_rate(step, recipe) for step in range(100)]
    assert int(np.argmax(rates)) in (9, 10)
    assert rates[0] == pytest.approx(0.1)
    assert rates[-1] < 0.02


def test_the_result_is_in_evaluation_mode(small):
    network = train(lesson(small, replace(RECIPE, steps=1)), quiet)
    picture = torch.rand(1, 48, 60, 80)
    assert torch.equal(network(picture)[0], network(picture)[0])
    assert not network.training


def test_settling_begins_with_the_weights_that_it_is_given(small):
    first = train(lesson(small), quiet)
    still = settle(lesson(small, replace(RECIPE, settle_steps=2, settle_rate=1e-6)), first, quiet)
    for before, after in zip(first.parameters(), still.parameters(), strict=True):
        torch.testing.assert_close(before, after, rtol=0, atol=1e-5)
    assert settle(lesson(small, replace(RECIPE, settle_steps=0)), first, quiet) is first
