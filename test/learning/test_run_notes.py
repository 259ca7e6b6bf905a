"""What ``limphome model train`` and ``check`` say of a data folder before they begin."""

from datetime import datetime

import pytest

from limphome.core import LimphomeError
from limphome.learning.run import check_training, train_and_publish
from limphome.learning.training_job import TrainingJob
from limphome.resources.share import share_dir

from .data.conftest import SPLITS, drawn_set, scene, write_set

pytestmark = pytest.mark.learning
RECIPE = share_dir() / "config" / "training.yaml"


class Begun(Exception):
    """The first frames are there: what is told before has been told."""


class Ear:
    """Keeps what is told, until there are frames."""

    def __init__(self):
        self.heard = []

    def show(self, *progress):
        raise Begun

    def tell(self, text):
        self.heard.append(text)


def check(place, tmp_path, ear):
    check_training(RECIPE, tmp_path / "frames", ear, place)


def train(place, tmp_path, ear):
    train_and_publish(TrainingJob(tmp_path / "out", RECIPE, tmp_path / "frames", data=place), datetime(2026, 1, 1), ear)


@pytest.mark.parametrize("begin", [check, train])
@pytest.mark.parametrize(("validation", "notes"), [(2, 1), (4, 0)])  # two pictures to a world
def test_a_validation_split_of_one_world_is_told_at_the_start(tmp_path, begin, validation, notes):
    pictures = drawn_set(tmp_path, {**SPLITS, "validation": validation})
    place = write_set(tmp_path / "place", pictures, [scene(index) for index in range(len(pictures))]).folder
    ear = Ear()
    with pytest.raises(Begun):
        begin(place, tmp_path, ear)
    assert len(ear.heard) == notes
    assert all("validation: 1 world; thresholds and the feature guard are fitted on it" in note for note in ear.heard)


def test_more_processes_than_frames_in_a_batch_are_refused_before_there_are_frames(tmp_path):
    changes = {"batch": 2, "processes": 3}
    with pytest.raises(LimphomeError, match="3 processes share batches of 2 frames"):
        train_and_publish(TrainingJob(tmp_path / "out", RECIPE, tmp_path / "frames", changes), datetime(2026, 1, 1), Ear())
