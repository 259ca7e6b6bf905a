import numpy as np

from limphome.learning.frame_set import FrameSet
from limphome.learning.landscape.frames import some_frames

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
