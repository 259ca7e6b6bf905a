"""A killed training goes on as if nothing had happened."""

import multiprocessing
import os
import signal
from dataclasses import replace

import pytest
import torch

from limphome.core import LimphomeError
from limphome.learning.augmentation import AugmentationConfig
from limphome.learning.checkup.symptom import Symptom
from limphome.learning.course import Course
from limphome.learning.learner import Lesson
from limphome.learning.listener import Nobody
from limphome.learning.network_config import NetworkConfig
from limphome.learning.recipe import Recipe
from limphome.learning.run_record import RunRecord
from limphome.learning.trainer import train
from limphome.learning.training_config import TrainingConfig
from limphome.learning.training_state import TrainingState, identity

from .conftest import SMALL_PX

pytestmark = pytest.mark.learning
TINY = NetworkConfig(**SMALL_PX, stem=16, channels=(16, 16, 16), depths=(0, 0, 0), head=16)
RECIPE = TrainingConfig(steps=7, batch=4, processes=1, average=0.9)


def lesson(frames, path, recipe=RECIPE, every_steps=2, record=None):
    state = TrainingState(path, identity(recipe=recipe, network=TINY), every_steps)
    return Lesson(frames, recipe, TINY, AugmentationConfig(), state=state, record=record)


def weights(network):
    return b"".join(value.numpy().tobytes() for value in network.state_dict().values())


def quiet(step, losses):
    pass


def die_at(step):
    def progress(done, losses):
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return progress


def break_off_at(step):
    def progress(done, losses):
        if done == step:
            raise KeyboardInterrupt

    return progress


def killed(frames, path, recipe, step):
    context = multiprocessing.get_context("spawn")
    child = context.Process(target=_train_and_die, args=(frames, path, recipe, step))
    child.start()
    child.join(120)
    assert child.exitcode == -signal.SIGKILL


def _train_and_die(frames, path, recipe, step):
    train(lesson(frames, path, recipe), die_at(step))


@pytest.fixture
def undisturbed(request, small, tmp_path):
    """A recipe for so many processes, and the weights that it ends with."""
    recipe = replace(RECIPE, processes=request.param)
    return recipe, weights(train(replace(lesson(small, tmp_path / "a", recipe), state=None), quiet))


@pytest.mark.parametrize("undisturbed", [1], indirect=True)
def test_a_killed_training_ends_with_the_weights_of_an_undisturbed_one(undisturbed, small, tmp_path):
    recipe, whole = undisturbed
    killed(small, tmp_path / "b", recipe, 5)
    steps = []
    resumed = train(lesson(small, tmp_path / "b", recipe), lambda step, losses: steps.append(step))
    assert steps == [5, 6, 7]  # the state of step 4 was the last that was kept
    assert weights(resumed) == whole


class OfTheFirst(TrainingState):
    """On the disk of the first process alone."""

    def read(self):
        return super().read() if multiprocessing.parent_process() is None else None


@pytest.mark.parametrize("undisturbed", [2], indirect=True)
def test_processes_that_share_no_folder_go_on_from_the_state_of_the_first(undisturbed, small, tmp_path):
    recipe, whole = undisturbed
    with pytest.raises(KeyboardInterrupt):
        train(lesson(small, tmp_path / "b", recipe), break_off_at(5))
    state, steps = OfTheFirst(tmp_path / "b", lesson(small, tmp_path / "b", recipe).state.identity, 2), []
    resumed = train(replace(lesson(small, tmp_path / "b", recipe), state=state), lambda step, losses: steps.append(step))
    assert steps == [5, 6, 7]
    assert weights(resumed) == whole


def test_a_training_killed_before_its_first_state_begins_anew(small, tmp_path):
    killed(small, tmp_path / "b", RECIPE, 1)
    steps = []
    train(lesson(small, tmp_path / "b"), lambda step, losses: steps.append(step))
    assert steps[0] == 1


def test_a_training_that_is_taken_up_keeps_what_was_told_of_it(small, tmp_path):
    symptom = Symptom("dead units", "head", "4 never fire", "a lower learning_rate")
    first, second = RunRecord(Recipe(RECIPE, TINY), "abc"), RunRecord(Recipe(RECIPE, TINY), "abc")
    first.symptoms.append(symptom)

    def break_off(step, losses):
        first.observe("train", step, losses)
        if step == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(lesson(small, tmp_path / "a", record=first), break_off)
    train(lesson(small, tmp_path / "a", record=second), lambda step, losses: second.observe("train", step, losses))
    assert [point["step"] for point in second.state_dict()["curves"]["train"]] == [1]
    assert (second.state_dict(), second.symptoms) == (first.state_dict(), [symptom])


def test_the_point_of_the_step_that_a_state_is_kept_at_is_kept_too(small, tmp_path):
    recipe, record = replace(RECIPE, steps=1), RunRecord(Recipe(), "abc")
    train(lesson(small, tmp_path / "a", recipe, record=record), lambda step, losses: record.observe("train", step, losses))
    again = RunRecord(Recipe(), "abc")
    train(lesson(small, tmp_path / "a", recipe, record=again), quiet)
    assert again.state_dict() == record.state_dict() != RunRecord(Recipe(), "abc").state_dict()


def test_a_state_without_a_record_is_taken_up_all_the_same(small, tmp_path):
    whole = train(lesson(small, tmp_path / "a"), quiet)
    record = RunRecord(Recipe(), "abc")
    assert weights(train(lesson(small, tmp_path / "a", record=record), quiet)) == weights(whole)
    assert record.state_dict() == {"curves": {}, "symptoms": []}


def test_a_course_taken_up_at_its_end_has_the_curves_of_all_its_parts(small, tmp_path):
    training = replace(RECIPE, steps=2, settle_steps=2)
    recipe = Recipe(training, TINY)
    first, second = (Course(recipe, small, tmp_path, Nobody()) for _ in range(2))
    assert weights(first.run()) == weights(second.run())
    assert second.record.state_dict() == first.record.state_dict()
    assert list(second.record.state_dict()["curves"]) == ["train", "settle"]


def test_what_has_settled_already_looks_for_no_hard_frames(small, tmp_path):
    recipe, counted = Recipe(replace(RECIPE, steps=2, settle_steps=2), TINY), []

    class Counting(Nobody):
        def show(self, name, done, total, details):
            counted.append(name)

    Course(recipe, small, tmp_path, Counting()).run()
    assert "find hard frames" in counted
    (tmp_path / "settle.pt").rename(tmp_path / "kept.pt")
    counted.clear()
    Course(recipe, small, tmp_path, Counting()).run()
    assert "find hard frames" in counted
    (tmp_path / "kept.pt").replace(tmp_path / "settle.pt")
    counted.clear()
    Course(recipe, small, tmp_path, Counting()).run()
    assert "find hard frames" not in counted


def test_the_state_of_another_recipe_is_refused(small, tmp_path):
    train(lesson(small, tmp_path / "a"), quiet)
    with pytest.raises(LimphomeError, match="another recipe"):
        train(lesson(small, tmp_path / "a", replace(RECIPE, seed=9)), quiet)


def test_a_recipe_that_is_mended_in_what_comes_afterwards_goes_on_from_its_state(small, tmp_path):
    training = replace(RECIPE, steps=2, settle_steps=0)
    Course(Recipe(training, TINY), small, tmp_path, Nobody()).run()
    mended = Recipe(replace(training, calibration="entropy", validation_frames=8, evaluation_frames=8), TINY)
    assert Course(mended, small, tmp_path, Nobody()).lesson.state.reached(2)
    with pytest.raises(LimphomeError, match="another recipe"):
        Course(Recipe(replace(training, seed=9), TINY), small, tmp_path, Nobody()).lesson.state.reached(2)


def test_a_broken_file_is_told_by_name(tmp_path):
    path = tmp_path / "state.pt"
    path.write_bytes(b"half a fi")
    with pytest.raises(LimphomeError, match=r"state\.pt"):
        TrainingState(path, "x").read()


def test_a_new_state_replaces_the_old_one_as_a_whole(tmp_path):
    state = TrainingState(tmp_path / "state.pt", "x")
    part = torch.nn.Linear(2, 2)
    state.write(1, part=part)
    (tmp_path / "state.pt.new").write_bytes(b"a kill while the next one was written")
    kept = state.read()
    assert kept["step"] == 1
    assert torch.equal(kept["part"]["weight"], part.weight)
