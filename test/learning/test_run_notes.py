"""What ``limphome model train`` and ``check`` say of a data folder before they begin."""

from datetime import datetime

import pytest

from limphome.learning import run
from limphome.learning.data.picture_set import Picture, PictureSet, neutral_labels
from limphome.learning.training_job import TrainingJob
from limphome.resources.share import share_dir

pytestmark = pytest.mark.learning
RECIPE = share_dir() / "config" / "training.yaml"


class Begun(Exception):
    """The frames are asked for: what is told before has been told."""


class Ear:
    """Keeps what is told."""

    def __init__(self):
        self.heard = []

    def show(self, *progress):
        """Not kept."""

    def tell(self, text):
        self.heard.append(text)


def no_frames(*arguments):
    raise Begun


@pytest.fixture
def begin(monkeypatch, tmp_path):
    """Begin with a validation split of so many worlds; gives what was told."""

    def begin(verb, worlds):
        pictures = tuple(Picture(f"{index}.png", 9, 9, "validation", f"world {index}") for index in range(worlds))
        monkeypatch.setattr(run, "open_data", lambda folder: PictureSet(folder, ("a",), pictures, neutral_labels([], [], [])))
        monkeypatch.setattr(run, "source_of", no_frames)
        ear = Ear()
        job = TrainingJob(tmp_path / "out", RECIPE, tmp_path, data=tmp_path)
        start = {
            "check": lambda: run.check_training(RECIPE, tmp_path, ear, tmp_path),
            "train": lambda: run.train_and_publish(job, datetime(2026, 1, 1), ear),
        }
        with pytest.raises(Begun):
            start[verb]()
        return ear.heard

    return begin


@pytest.mark.parametrize("verb", ["check", "train"])
def test_a_validation_split_of_one_world_is_told_at_the_start(begin, verb):
    (note,) = begin(verb, 1)
    assert "validation: 1 world; thresholds and the feature guard are fitted on it" in note
    assert begin(verb, 2) == []
