from importlib.util import find_spec

import numpy as np
import pytest

from limphome.core import CLASS_NAMES, LimphomeError
from limphome.learning.data.checks.bounds import CheckBounds
from limphome.learning.data.checks.near_duplicates import Maps, twins
from limphome.learning.data.checks.picture_facts import picture_facts
from limphome.learning.data.checks.report import check_data
from limphome.learning.data.frame_loader import load_frames
from limphome.learning.data.open_data import open_data
from limphome.learning.data.rendered_data import jobs_of, make_data
from limphome.learning.rendering import RenderJob, render
from limphome.perception.picture_fit import PictureFit

missing = pytest.mark.skipif(find_spec("mujoco") is None, reason="needs the extra [sim]")


def quiet(*done):
    pass


def files_of(folder):
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "yard"
    make_data(folder, jobs_of("all", 24, 6, 5, 2), quiet)
    return folder


@missing
@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_with_any_number_of_processes(made, tmp_path):
    make_data(tmp_path / "yard", jobs_of("all", 24, 6, 5, 1), quiet)
    assert files_of(tmp_path / "yard") == files_of(made)


@pytest.mark.parametrize(("frames", "worlds"), [(120, 9), (1000, 20), (4001, 60), (3, 3), (1, 1), (20, 7)])
def test_as_many_pictures_as_were_asked_for(frames, worlds):
    jobs = jobs_of("all" if worlds > 1 else "train", frames, worlds, 0, 1)
    assert sum(job.frames for job in jobs) == frames
    assert sum(len(numbers) for job in jobs for _, numbers in job.tasks()) == frames
    assert min(len(numbers) for job in jobs for _, numbers in job.tasks()) >= 1


def test_what_divides_evenly_is_shared_by_worlds():
    assert [(job.split, job.frames, job.worlds) for job in jobs_of("all", 4000, 20, 0, 1)] == [
        ("train", 2800, 14),
        ("validation", 600, 3),
        ("held_out", 600, 3),
    ]


def test_fewer_pictures_than_worlds_are_refused_as_they_were_asked_for():
    with pytest.raises(LimphomeError, match="--frames: 5 frames of 9 worlds"):
        jobs_of("all", 5, 9, 0, 1)


@missing
@pytest.mark.slow
def test_another_seed_gives_other_worlds(made, tmp_path):
    make_data(tmp_path / "yard", jobs_of("train", 4, 2, 6, 1), quiet)
    assert not {one.world for one in open_data(tmp_path / "yard").pictures} & {one.world for one in open_data(made).pictures}


@missing
@pytest.mark.slow
def test_what_training_reads_from_the_folder_is_what_was_rendered(made):
    frames = load_frames(open_data(made), "train", CLASS_NAMES, PictureFit(320, 240))
    job = next(job for job in jobs_of("all", 24, 6, 5, 2) if job.split == "train")
    assert frames.digest == render(job, quiet).digest


@missing
@pytest.mark.slow
def test_a_rendered_set_passes_its_checks(made):
    report = check_data(made, quiet)
    assert [str(one) for one in report.findings if one.check != "classes"] == []


@missing
@pytest.mark.slow
def test_different_frames_of_one_world_are_no_copies_and_a_copy_is(made):
    pictures = open_data(made).of_split("train")
    facts = picture_facts(pictures, quiet)
    even, odd = Maps(facts.detail[::2], facts.coarse[::2]), Maps(facts.detail[1::2], facts.coarse[1::2])
    assert twins(even, odd, CheckBounds().same_picture) == []
    planted = Maps(
        np.concatenate([odd.detail, even.detail[1:2, :, ::-1]]), np.concatenate([odd.coarse, even.coarse[1:2, :, ::-1]])
    )
    assert [(one.query, one.other, one.mirrored) for one in twins(even, planted, 0.85)] == [(1, len(odd.detail), True)]


def test_worlds_are_shared_out_70_15_15():
    assert {job.split: (job.worlds, job.frames) for job in jobs_of("all", 4000, 60, 0, 1)} == {
        "train": (42, 2800),
        "validation": (9, 600),
        "held_out": (9, 600),
    }


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("all", 10, 2, 0), "2 worlds for three splits"),
        (("trian", 10, 2, 0), "no split 'trian'"),
        (("train", 10, 2, 100), "seed 100"),
        (("train", 20000, 10001, 0), "10001 worlds"),
        (("train", 2, 3, 0), "2 frames of 3 worlds"),
    ],
)
def test_jobs_that_would_share_worlds_or_show_none_are_refused(arguments, what):
    with pytest.raises(LimphomeError, match=what):
        jobs_of(*arguments, 1)


def test_the_last_world_of_a_split_is_not_the_first_of_the_next():
    last = RenderJob("train", 10_000, 10_000, 99).tasks()[-1][0]
    assert last < RenderJob("validation", 1, 1, 0).tasks()[0][0]
