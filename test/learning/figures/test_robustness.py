from dataclasses import replace

import numpy as np
import pytest

from limphome.faults.table import find_kind
from limphome.learning.figures.exam import Exam
from limphome.learning.figures.robustness import camera_faults, corrupted, robustness
from limphome.learning.predictions import Predictions

from ..conftest import draw_frames

pytestmark = pytest.mark.learning


class Knower:
    """A network that knows every picture of a set by its bytes, and sees nothing in any other."""

    def __init__(self, frames):
        self.frames, self.index = frames, {image.tobytes(): i for i, image in enumerate(frames.images)}

    def predict(self, images):
        rows = [(place, self.frames.of_frame(self.index.get(image.tobytes(), -1))) for place, image in enumerate(images)]
        frame = np.concatenate([np.full(len(row), place, int) for place, row in rows])
        labels = np.concatenate([row for _, row in rows])
        return Predictions(frame, labels["box"], np.full(len(labels), 0.9), labels["class_id"], np.zeros((len(images), 0)))


def test_every_camera_fault_of_the_table_is_tried():
    names = {kind.name for kind in camera_faults()}
    assert names >= {"camera.blackout", "camera.blur", "camera.noise", "camera.freeze", "camera.rate_drop"}
    assert all(name.startswith("camera.") for name in names)


def test_what_is_not_tried_is_named_with_the_figures(drawn):
    few = drawn.spread(8)
    result = robustness(Knower(few), Exam(few, (0.5, 0.5, 0.5)), lambda done: None)
    coverage = result["coverage"]
    assert coverage["built"] == sorted([*result["faults"], *coverage["not_in_pictures"]])
    assert coverage["kinds"] == len(coverage["built"]) + len(coverage["not_built"])
    assert coverage["not_in_pictures"] == ["camera.extrinsic_shift"]
    assert not set(coverage["not_built"]) & set(result["faults"])


def test_lost_pictures_leave_the_others_in_their_places(drawn):
    images, index = corrupted(find_kind("camera.rate_drop"), 3, drawn.images, 0)  # 0.5 s between frames of 10 Hz
    assert index.tolist() == list(range(0, len(drawn), 5))
    assert (images == drawn.images[index]).all()


class Broken(Knower):
    """Its answer is not finite in a picture that it does not know."""

    def predict(self, images):
        return replace(super().predict(images), not_finite=sum(image.tobytes() not in self.index for image in images))


def test_answers_that_are_not_finite_are_told_beside_the_figures(drawn):
    few = drawn.spread(8)
    result = robustness(Broken(few), Exam(few, (0.5, 0.5, 0.5)), lambda done: None)
    assert "not_finite" not in result["clean"]
    assert result["faults"]["camera.noise"]["5"]["not_finite"] == 8


def test_figures_fall_where_pictures_are_bad_and_only_there():
    frames = draw_frames(40, 3)
    result = robustness(Knower(frames), Exam(frames, (0.5, 0.5, 0.5)), lambda done: None)
    assert result["clean"]["map50"] == pytest.approx(1.0)
    black = result["faults"]["camera.blackout"]
    assert black["5"]["recall_relative"] == 0.0
    assert black["5"]["map_relative"] <= black["1"]["map_relative"] < 1.0
    assert result["faults"]["camera.rate_drop"]["3"]["person_recall_0p5_8m"] < 0.5
    assert set(result["faults"]["camera.noise"]) == {"1", "2", "3", "4", "5"}
    assert 0 < result["mean_recall_relative"] < 1


def test_where_no_class_is_called_person_only_map_falls():
    frames = replace(draw_frames(16, 3), classes=("worker", "cone", "crate"))
    result = robustness(Knower(frames), Exam(frames, (0.5, 0.5, 0.5)), lambda done: None)
    assert result["clean"]["person_recall_0p5_8m"] is None
    assert result["mean_recall_relative"] is None
    assert 0 < result["mean_map_relative"] < 1


def test_equal_seeds_corrupt_equally(drawn):
    kind = find_kind("camera.noise")
    first, second, other = (corrupted(kind, 2, drawn.images[:4], seed)[0] for seed in (0, 0, 1))
    assert (first == second).all()
    assert (first != other).any()


def test_a_sample_is_spread_over_all_frames(drawn):
    few = drawn.spread(5)
    assert len(few) == 5
    assert set(few.worlds.tolist()) == {0, 1, 2, 3, 4, 5} & set(few.worlds.tolist())
    assert (few.images[-1] == drawn.images[-1]).all()
    assert len(drawn.spread(10**6)) == len(drawn)
