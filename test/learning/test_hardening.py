from dataclasses import replace

import numpy as np
import pytest
import torch

from limphome.learning.augmentation import Augmentation, AugmentationConfig
from limphome.learning.batches import Batches
from limphome.learning.detection_loss import DetectionLoss
from limphome.learning.hardening import Hardening
from limphome.learning.learner import Lesson
from limphome.learning.network import space_to_depth
from limphome.learning.network_config import NetworkConfig
from limphome.learning.trainer import train
from limphome.learning.training_config import TrainingConfig

from .conftest import SMALL_PX

pytestmark = pytest.mark.learning
SMALL = NetworkConfig(**SMALL_PX, stem=16, channels=(32, 32, 32), depths=(0, 0, 0), head=32)
CONFIG = TrainingConfig(steps=4, batch=8, processes=1, average=0.9, adversarial=0.5, bfloat16=False)


@pytest.fixture(scope="module")
def batch(small):
    return next(iter(Batches(small, Augmentation(AugmentationConfig()), CONFIG)))


@pytest.fixture(scope="module")
def network(small):
    return train(Lesson(small, replace(CONFIG, steps=100, adversarial=0.0), SMALL, AugmentationConfig()), quiet)


def quiet(step, losses):
    pass


def hardening(network, config=CONFIG):
    return Hardening(network.train(), DetectionLoss(SMALL), config)


def loss_of(network, pictures, batch):
    with torch.no_grad():
        head = network.eval()(space_to_depth(pictures))[0]
    return float(sum(DetectionLoss(SMALL)(head, batch.boxes, batch.classes, batch.ignored)))


def test_without_a_share_the_batch_stays_as_it_is(network, batch):
    assert hardening(network, replace(CONFIG, adversarial=0.0)).harden(0, batch) is batch


@pytest.mark.parametrize("steps", [1, 3])
def test_a_share_of_the_pictures_changes_by_no_more_than_epsilon(network, batch, steps):
    harder = hardening(network, replace(CONFIG, adversarial_epsilon=5, adversarial_steps=steps)).harden(0, batch)
    assert harder.pictures.dtype == torch.uint8
    change = (harder.pictures.int() - batch.pictures.int()).abs().amax((1, 2, 3))
    assert (change[:4] == 5).all()
    assert (change[4:] == 0).all()
    assert torch.equal(harder.boxes, batch.boxes)


def test_one_gradient_hurts_more_than_noise_and_three_more_than_one(network, batch):
    whole = replace(CONFIG, adversarial=1.0, adversarial_epsilon=8)
    one, three = (hardening(network, replace(whole, adversarial_steps=s)).harden(0, batch).pictures for s in (1, 3))
    noise = torch.from_numpy(np.random.default_rng(0).choice([-8, 8], batch.pictures.shape))
    noisy = (batch.pictures + noise).clamp(0, 255).to(torch.uint8)
    losses = [loss_of(network, pictures, batch) for pictures in (batch.pictures, noisy, one, three)]
    assert losses[2] > 1.02 * max(losses[:2])
    assert losses[3] > losses[2]


def test_the_attack_leaves_no_trace_in_the_network(network, batch):
    before = {name: value.clone() for name, value in network.state_dict().items()}
    hardening(network).harden(0, batch)
    assert network.training
    assert all(parameter.grad is None for parameter in network.parameters())
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_equal_steps_give_equal_attacks(network, batch):
    first, second, other = (hardening(network).harden(step, batch).pictures for step in (3, 3, 4))
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_hardened_training_gives_equal_weights_bit_for_bit_with_two_processes(small):
    recipe = replace(CONFIG, processes=2, bfloat16=True)
    first, second = (train(Lesson(small, recipe, SMALL, AugmentationConfig()), quiet).state_dict() for _ in range(2))
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.slow
def test_a_hardened_network_loses_less_to_an_attack(small, batch):
    lost = {}
    strong = replace(CONFIG, adversarial=1.0, adversarial_epsilon=16, adversarial_steps=3)
    for share in (0.0, 1.0):
        recipe = replace(strong, steps=150, adversarial=share, adversarial_steps=1)
        network = train(Lesson(small, recipe, SMALL, AugmentationConfig()), quiet)
        attacked = hardening(network, strong).harden(0, batch).pictures
        lost[share] = loss_of(network, attacked, batch) - loss_of(network, batch.pictures, batch)
    assert lost[1.0] < 0.6 * lost[0.0]
