"""Each test plants a defect in a training and asserts that it is named, with its place; a sound training has none."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from limphome.core import LimphomeError
from limphome.learning import learner
from limphome.learning.augmentation import Augmentation, AugmentationConfig
from limphome.learning.batches import Batches
from limphome.learning.checkup.gradient_watch import GradientWatch
from limphome.learning.checkup.plateau_watch import PlateauWatch
from limphome.learning.checkup.unit_watch import UnitWatch
from limphome.learning.learner import Lesson
from limphome.learning.network import Network
from limphome.learning.network_config import NetworkConfig
from limphome.learning.process_group import Place
from limphome.learning.trainer import train
from limphome.learning.training_config import TrainingConfig
from limphome.learning.training_state import TrainingState

from ..conftest import SMALL_PX

pytestmark = pytest.mark.learning
TINY = NetworkConfig(**SMALL_PX, stem=16, channels=(16, 16, 16), depths=(0, 0, 0), head=16)
RECIPE = TrainingConfig(steps=60, batch=8, processes=1, average=0.9, score_weight=0.5)


def symptoms(frames, network=None, **changes):
    found = []
    start = None if network is None else network.state_dict()
    lesson = Lesson(frames, replace(RECIPE, **changes), TINY, AugmentationConfig(), start=start)
    train(lesson, lambda step, losses: None, found.append)
    return found


def fresh():
    torch.manual_seed(0)
    return Network(TINY)


def test_a_sound_training_has_no_symptoms(small):
    assert symptoms(small) == []


def test_dead_units_are_named_by_their_layer(small):
    network = fresh()
    with torch.no_grad():
        network.stages[1][0][1].weight.zero_()  # normalization: this layer says the same to everything ...
        network.stages[1][0][1].bias.fill_(-10)  # ... and it is negative
    found = symptoms(small, network)
    dead = [symptom for symptom in found if symptom.name == "dead units"]
    assert "stages.1.0.2" in [symptom.where for symptom in dead]
    assert "100%" in dead[0].what


def test_vanishing_gradients_are_named_by_their_layer(small):
    network = fresh()
    with torch.no_grad():
        network.stages[1][0][1].weight.zero_()
        network.stages[1][0][1].bias.fill_(-10)
    found = symptoms(small, network, steps=10)
    assert any(symptom.name == "vanishing gradients" and symptom.where.startswith("stages.1.0") for symptom in found)


def test_exploding_gradients_are_told_with_their_step(small):
    network = fresh()
    watch = GradientWatch(network)
    picture = torch.rand(2, 48, 60, 80)
    for step in range(40):
        network.zero_grad()
        scale = 1e6 if step == 35 else 1.0
        (network(picture)[0].square().mean() * scale).backward()
        norm = float(torch.nn.utils.clip_grad_norm_(network.parameters(), 1e9))
        found = watch.observe(step, norm)
        assert [symptom.name for symptom in found] == (["exploding gradients"] if step == 35 else [])
    assert GradientWatch(network).observe(0, 1e9) == []  # the first norm of all is no explosion


def test_a_loss_that_stays_is_a_plateau_told_once():
    rng, watch = np.random.default_rng(0), PlateauWatch(4000)
    found = [symptom for step in range(2000) for symptom in watch.observe(step, 5 + rng.normal())]
    assert [symptom.name for symptom in found] == ["loss plateau"]
    assert found[0].where.startswith("steps ")


def test_a_rate_that_teaches_nothing_is_a_plateau(small):
    same = small.subset(np.arange(8))  # in every batch, so that the loss moves by learning only
    found = symptoms(same, steps=420, batch=8, learning_rate=1e-7, adam_rate=1e-7)
    assert [symptom.name for symptom in found] == ["loss plateau"]


def test_a_falling_loss_is_no_plateau_and_the_end_of_a_training_neither():
    falling, flat_end = PlateauWatch(1000), PlateauWatch(1000)
    assert not any(falling.observe(step, 10 * 0.995**step) for step in range(1000))
    assert not any(flat_end.observe(step, max(1.0, 10 * 0.99**step)) for step in range(500, 1000))


def test_a_few_dead_units_are_usual():
    network = torch.nn.Sequential(torch.nn.Conv2d(1, 8, 1), torch.nn.ReLU())
    with torch.no_grad():
        network[0].weight.fill_(1.0)
        network[0].bias.copy_(torch.tensor([-10.0, *[0.0] * 7]))
    watch = UnitWatch(network)
    watch.start()
    network(torch.rand(2, 1, 4, 4))
    assert watch.symptoms() == []
    with torch.no_grad():
        network[0].bias[:3] = -10.0
    watch.start()
    network(torch.rand(2, 1, 4, 4))
    assert [symptom.where for symptom in watch.symptoms()] == ["1"]


@pytest.mark.parametrize("rank", [0, 1])
def test_the_batch_that_broke_the_loss_is_kept_with_its_frames_whichever_process_it_was(small, tmp_path, rank):
    recipe, labelled = replace(RECIPE, processes=rank + 1), set(small.labels["frame"].tolist())
    place = Place(rank, rank + 1)
    first = next(Batches(small, Augmentation(AugmentationConfig()), recipe, place).since(0))
    guilty = next(frame for frame in first.frames if frame in labelled)
    broken = replace(small, labels=small.labels.copy())
    broken.labels["box"][small.labels["frame"] == guilty] = np.nan
    lesson = Lesson(broken, recipe, TINY, AugmentationConfig(), state=TrainingState(tmp_path / "learn.pt", "x"))
    with pytest.raises(LimphomeError, match=rf"bad-batch-0-{rank}\.npz: frames [\d, ]*\b{guilty}\b.*: loss .*nan.* at step 0"):
        train(lesson, lambda step, losses: None)
    kept = np.load(*tmp_path.glob("bad-batch-*.npz"))
    assert guilty in kept["frames"]
    assert np.isnan(kept["boxes"][list(kept["frames"]).index(guilty)]).any()


def test_a_gradient_that_is_no_number_is_told_at_its_step_and_never_becomes_weights(small, tmp_path, monkeypatch):
    """The loss is fine, and was before the broken weights of the next step would have spoilt it."""
    whole_step, broken_step = learner._Learner.step, 5

    def step(self, number, batch):
        if number == broken_step:
            next(self._network.parameters()).register_hook(lambda gradient: gradient * np.nan)
        return whole_step(self, number, batch)

    monkeypatch.setattr(learner._Learner, "step", step)
    lesson = Lesson(small, RECIPE, TINY, AugmentationConfig(), state=TrainingState(tmp_path / "learn.pt", "x", 2))
    with pytest.raises(LimphomeError, match=r"bad-batch-5-0\.npz: frames .*: a gradient that is no number, loss .* at step 5"):
        train(lesson, lambda number, losses: None)
    monkeypatch.undo()
    network = train(lesson, lambda number, losses: None)  # the same command goes on from whole weights
    assert all(torch.isfinite(one).all() for one in network.state_dict().values())
