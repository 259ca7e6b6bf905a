"""The attack is a real one: it lowers the score, keeps within epsilon, and is not stopped by masked gradients."""

from dataclasses import replace

import numpy as np
import pytest

from limphome.learning.adversarial import Attack, Attacker
from limphome.learning.augmentation import AugmentationConfig
from limphome.learning.evaluation import coco_evaluation
from limphome.learning.figures.attacked import accuracy_under_attack
from limphome.learning.figures.evaluate_more import sample
from limphome.learning.hard_frames import predict
from limphome.learning.learner import Lesson
from limphome.learning.network_config import NetworkConfig
from limphome.learning.trainer import train
from limphome.learning.training_config import TrainingConfig

from .conftest import draw_frames

pytestmark = [pytest.mark.learning, pytest.mark.slow]
EPSILON = 4


@pytest.fixture(scope="module")
def network():
    recipe = TrainingConfig(steps=80, batch=8, processes=1, average=0.9)
    small = NetworkConfig(stem=16, channels=(32, 32, 32), depths=(0, 0, 0), head=32)
    return train(Lesson(draw_frames(64, 0), recipe, small, AugmentationConfig()), lambda step, losses: None)


@pytest.fixture(scope="module")
def frames():
    return draw_frames(16, 9)


def attacked(network, frames, **changes):
    return Attacker(network).attack(frames, replace(Attack(EPSILON), **changes), 0, lambda done: None)


def map50(network, frames, images):
    found = predict(network, replace(frames, images=images), lambda done: None)
    return coco_evaluation(frames, found, network.config.classes).stats[1]


def test_no_pixel_changes_by_more_than_epsilon(network, frames):
    for epsilon in (0, 1, 5):
        images = attacked(network, frames, epsilon=epsilon)
        assert images.dtype == np.uint8
        assert np.abs(images.astype(int) - frames.images.astype(int)).max() <= epsilon
    assert (attacked(network, frames, epsilon=0) == frames.images).all()


def test_pgd_lowers_the_score_and_noise_of_its_size_does_not(network, frames):
    class Torch:
        def predict(self, images):
            return predict(network, replace(frames, images=images), lambda done: None)

    result = accuracy_under_attack(network, {"torch": Torch()}, frames, Attack(EPSILON), (0.5,) * 3, 0, lambda done: None)
    figures = {kind: row["map50"] for kind, row in result["files"]["torch"].items()}
    assert figures["clean"] > 0.3
    assert figures["pgd"] < 0.7 * figures["clean"]
    assert figures["pgd"] <= figures["fgsm"]
    assert figures["noise"] > figures["pgd"]


def test_gradients_are_not_masked(network, frames):
    """Athalye et al., "Obfuscated Gradients", ICML 2018: more steps help, iterating beats one step, no bound beats all."""
    attacker = Attacker(network)
    losses = [attacker.loss(attacked(network, frames, steps=steps), frames) for steps in (1, 4, 16)]
    assert (losses[1] >= losses[0] * 0.999).all()
    assert (losses[2] >= losses[1] * 0.999).all()
    one = attacker.loss(attacker.attack(frames, Attack.fgsm(EPSILON), 0, lambda done: None), frames)
    assert losses[2].mean() > one.mean()
    blind = attacked(network, frames, epsilon=255, steps=20, step=16)
    assert map50(network, frames, blind) < 0.05


def test_equal_seeds_find_equal_pictures(network, frames):
    few = sample(frames, 3)
    assert (attacked(network, few, steps=2) == attacked(network, few, steps=2)).all()
