import numpy as np
import pytest

from limphome.learning.frame_set import FrameSet, counts
from limphome.learning.landscape.frames import fitted, some_frames
from limphome.perception.picture_fit import PictureFit

from ..conftest import draw_frames


def test_frames_are_taken_evenly_from_the_smallest_set_that_has_enough(tmp_path):
    small, large = draw_frames(8, 0), draw_frames(40, 1)
    small.save(tmp_path / "held_out-0-8x4")
    large.save(tmp_path / "held_out-0-40x5")
    FrameSet.save(draw_frames(40, 2), tmp_path / "train-1-40x5")
    assert (some_frames("held_out", 8, tmp_path, lambda done: None).images == small.images).all()
    taken = some_frames("held_out", 14, tmp_path, lambda done: None)
    assert (taken.images == large.images[np.linspace(0, 39, 14).astype(int)]).all()
    assert len(set(taken.worlds.tolist())) == 5


def test_boxes_follow_the_picture_and_the_same_persons_count(drawn):
    half = fitted(drawn, PictureFit(160, 120))
    assert half.images.shape == (len(drawn), 120, 160, 3)
    assert half.labels["box"] == pytest.approx(drawn.labels["box"] / 2)
    assert (counts(half.labels) == counts(drawn.labels)).all()
    assert fitted(drawn, PictureFit(320, 240)) is drawn


def test_a_network_of_other_proportions_sees_frames_as_the_robot_would(drawn):
    wide = fitted(drawn, PictureFit(320, 120, "letterbox"))
    assert (wide.images[:, :, :80] == 114).all()
    assert wide.labels["box"] == pytest.approx(drawn.labels["box"] / 2 + [80, 0, 80, 0])
