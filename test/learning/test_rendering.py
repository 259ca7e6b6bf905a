from importlib.util import find_spec

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning import rendering
from limphome.learning.frame_set import FrameSet
from limphome.learning.rendering import RenderJob, render, render_or_load

# Not importorskip: MuJoCo chooses its GL library when it is first imported, and that is for limphome.simulation to do.
missing = pytest.mark.skipif(find_spec("mujoco") is None, reason="needs the extra [sim]")
pytestmark = [pytest.mark.learning, pytest.mark.slow, missing]


def quiet(done):
    pass


@pytest.fixture(scope="module")
def rendered():
    return render(RenderJob("train", 6, 3, processes=2), quiet)


def test_frames_do_not_depend_on_the_number_of_processes(rendered):
    assert render(RenderJob("train", 6, 3, processes=1), quiet).digest == rendered.digest


def test_some_frames_are_those_of_all_and_no_others_are_drawn(rendered):
    job, done = RenderJob("train", 6, 3, processes=1), []
    some = render(job, done.append, np.array([1, 4]))
    assert [len(numbers) for _, numbers in job.tasks(np.array([1, 4]))] == [1, 1]
    assert some.digest == rendered.subset(np.array([1, 4])).digest
    assert some.worlds.tolist() == [0, 2]
    assert done == [1, 2]


def test_frames_are_of_the_robots_camera_and_know_their_world(rendered):
    assert rendered.images.shape == (6, 240, 320, 3)
    assert rendered.worlds.tolist() == [0, 0, 1, 1, 2, 2]
    boxes = rendered.labels["box"]
    assert len(boxes)
    assert (boxes[:, 2:] > boxes[:, :2]).all()
    assert boxes.min() >= 0
    assert (boxes.max(axis=0) <= [320, 240, 320, 240]).all()
    assert (np.diff(rendered.labels["frame"]) >= 0).all()


def test_kept_frames_are_not_rendered_again(tmp_path, rendered, monkeypatch):
    job = RenderJob("train", 6, 3)
    assert render_or_load(job, tmp_path, quiet).digest == rendered.digest  # drawn straight to disk: the same bytes
    monkeypatch.setattr(rendering, "over_worlds", None)
    assert render_or_load(job, tmp_path, quiet).digest == rendered.digest
    assert isinstance(FrameSet.load(tmp_path / job.folder_name), FrameSet)


def test_a_cache_that_cannot_be_written_is_told_before_rendering(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LimphomeError, match=r"file: is a file .*--cache"):
        render_or_load(RenderJob("train", 10**6, 10), tmp_path / "file", quiet)


def test_a_disk_without_room_is_told_before_rendering(tmp_path):
    with pytest.raises(LimphomeError, match=r"230400\.0 GB of pictures, .* GB of room"):
        render_or_load(RenderJob("train", 10**9, 10), tmp_path, quiet)


def test_no_two_splits_and_no_two_seeds_share_a_world():
    jobs = [RenderJob(split, 1000, 500, seed) for split in ("train", "validation", "held_out") for seed in (0, 1, 2)]
    worlds = [world for job in jobs for world, _ in job.tasks()]
    assert len(set(worlds)) == len(worlds)


def test_further_worlds_are_none_of_those_before_and_stay_within_the_seed():
    before, after = RenderJob("train", 300, 300, 1), RenderJob("train", 2000, 1000, 1, first_world=300)
    assert not {world for world, _ in before.tasks()} & {world for world, _ in after.tasks()}
    assert (before.folder_name, after.folder_name) == ("train-1-300x300", "train-1-2000x1000+300")
    with pytest.raises(LimphomeError, match="9800 worlds"):
        RenderJob("train", 9800, 9800, 1, first_world=300)


def test_frames_are_shared_out_evenly():
    assert [len(numbers) for _, numbers in RenderJob("train", 10, 4).tasks()] == [3, 3, 2, 2]
