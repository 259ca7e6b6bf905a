"""The attack is a real one: it lowers the score, keeps within epsilon, and is not stopped by masked gradients."""

from dataclasses import replace

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.adversarial import Attack, Attacker
from limphome.learning.augmentation import AugmentationConfig
from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.export import export
from limphome.learning.figures.attacked import accuracy_under_attack
from limphome.learning.figures.exam import Exam
from limphome.learning.learner import Lesson
from limphome.learning.network_config import STRIDES, NetworkConfig
from limphome.learning.predictions import predict
from limphome.learning.trainer import train
from limphome.learning.training_config import TrainingConfig
from limphome.perception.grid_decoder import GridDecoder
from limphome.perception.input_layout import NCHW, InputLayout
from limphome.perception.runtime import make_runtime

from .conftest import SMALL_PX, draw_frames

pytestmark = [pytest.mark.learning, pytest.mark.slow]
EPSILON, STRONG = 4, 32  # plain rectangles of loud colours are hard to hide


@pytest.fixture(scope="module")
def network():
    recipe = TrainingConfig(steps=80, batch=8, processes=1, average=0.9)
    small = NetworkConfig(**SMALL_PX, stem=16, channels=(32, 32, 32), depths=(0, 0, 0), head=32)
    return train(Lesson(draw_frames(64, 0, **SMALL_PX), recipe, small, AugmentationConfig()), lambda step, losses: None)


@pytest.fixture(scope="module")
def frames():
    return draw_frames(16, 9, **SMALL_PX)


def attacked(network, frames, **changes):
    return Attacker(network).attack(frames, replace(Attack(EPSILON), **changes), 0, lambda done: None)


class Exported:
    """The network as a file, as a robot runs it."""

    def __init__(self, network, folder):
        export(network, folder / "network.onnx")
        self.runtime = make_runtime("onnxruntime", (folder / "network.onnx").read_bytes(), 1)
        self.layout = InputLayout(NCHW, "float32", network.config.width, network.config.height)
        self.decoder = GridDecoder(network.config.width, network.config.height, STRIDES, (0.02,) * 3, 0.6)

    def predict(self, images):
        return predict(self.layout, self.runtime, self.decoder, images)


@pytest.fixture(scope="module")
def exported(network, tmp_path_factory):
    return Exported(network, tmp_path_factory.mktemp("network"))


def test_no_pixel_changes_by_more_than_epsilon(network, frames):
    for epsilon in (0, 1, 5):
        images = attacked(network, frames, epsilon=epsilon)
        assert images.dtype == np.uint8
        assert np.abs(images.astype(int) - frames.images.astype(int)).max() <= epsilon
    assert (attacked(network, frames, epsilon=0) == frames.images).all()


def test_pgd_lowers_the_score_and_noise_of_its_size_does_not(network, exported, frames):
    exam = Exam(frames, (0.5,) * 3)
    result = accuracy_under_attack(network, {"fp32": exported}, exam, Attack(STRONG, 20, 4), lambda done: None)
    figures = {kind: row["map50"] for kind, row in result["files"]["fp32"].items()}
    assert figures["clean"] > 0.3
    assert min(figures["pgd"], figures["pgd_hide"]) < 0.7 * figures["clean"]
    assert figures["pgd"] <= figures["fgsm"]
    assert figures["noise"] > figures["pgd_hide"]


def test_an_attacker_that_hides_things_lowers_their_best_score(network, exported, frames):
    hidden = attacked(network, frames, epsilon=STRONG, steps=20, step=4, goal="hide")
    confused = attacked(network, frames, epsilon=STRONG, steps=20, step=4)
    scores = [exported.predict(images).scores.max() for images in (frames.images, hidden)]
    assert scores[1] < scores[0]
    attacker = Attacker(network)
    assert attacker.loss(hidden, frames, "hide").sum() > attacker.loss(confused, frames, "hide").sum()
    with pytest.raises(LimphomeError, match="confuse, hide"):
        Attack(goal="steal")


def test_gradients_are_not_masked(network, exported, frames):
    """Athalye et al., "Obfuscated Gradients", ICML 2018: more steps help, iterating beats one step, no bound beats all."""
    attacker = Attacker(network)
    losses = [attacker.loss(attacked(network, frames, steps=steps), frames) for steps in (1, 4, 16)]
    assert (losses[1] >= losses[0] * 0.999).all()
    assert (losses[2] >= losses[1] * 0.999).all()
    one = attacker.loss(attacker.attack(frames, Attack.fgsm(EPSILON), 0, lambda done: None), frames)
    assert losses[2].mean() > one.mean()
    blind = attacked(network, frames, epsilon=255, steps=20, step=16)
    assert coco_evaluation(frames, exported.predict(blind)).stats[1] < 0.05


def test_equal_seeds_find_equal_pictures(network, frames):
    few = frames.spread(3)
    assert (attacked(network, few, steps=2) == attacked(network, few, steps=2)).all()
