"""Frame sets from the simulator: seeded, split by world, rendered in child processes."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

import numpy as np

from limphome.core import CameraModel, LimphomeError
from limphome.learning.frame_set import LABEL, FrameSet
from limphome.learning.images_file import NAME, new_images
from limphome.resources.parent import end_with_parent
from limphome.resources.user_path import need_new_folder
from limphome.simulation.labelled_frame import LabelledFrame

FIRST_WORLD = {"train": 1_000_000, "validation": 2_000_000, "held_out": 3_000_000}
"""Seed of each split's first world; a split has room for a million, so no two share one."""
WORLDS_PER_SEED = 10_000
SEEDS = 100
Task = Tuple[int, Tuple[int, ...]]
"""Seed of a world, and numbers of the frames that are wanted of it."""


@dataclass(frozen=True)
class RenderJob:
    """Frames of one split.

    Attributes:
        split: key of ``FIRST_WORLD``.
        frames, worlds: how many.
        seed: another seed takes other worlds of the split.
        processes: that render beside each other; the result does not depend on it.
        first_world: so many worlds of the split and the seed come before these, for frames of others.
    """

    split: str
    frames: int
    worlds: int
    seed: int = 0
    processes: int = 2
    first_world: int = 0

    def __post_init__(self) -> None:
        if self.split not in FIRST_WORLD:
            raise LimphomeError(f"no split '{self.split}'", "split", ", ".join(FIRST_WORLD))
        # Beyond these bounds two splits or two seeds would share worlds.
        if not (0 <= self.seed < SEEDS and 1 <= self.worlds <= WORLDS_PER_SEED - self.first_world):
            given = f"seed {self.seed}, {self.worlds} worlds"
            raise LimphomeError(
                given,
                self.split,
                f"seeds 0 to {SEEDS - 1}, 1 to {WORLDS_PER_SEED} worlds, those of both parts of a training together",
            )
        if self.frames < self.worlds:
            raise LimphomeError(f"{self.frames} frames of {self.worlds} worlds", self.split, "a frame of each world at least")

    @property
    def folder_name(self) -> str:
        """Says what the frames are."""
        after = f"+{self.first_world}" if self.first_world else ""
        return f"{self.split}-{self.seed}-{self.frames}x{self.worlds}{after}"

    @property
    def first_seed(self) -> int:
        """Seed of the first world."""
        return FIRST_WORLD[self.split] + WORLDS_PER_SEED * self.seed + self.first_world

    def tasks(self, indices: Optional[np.ndarray] = None) -> List[Task]:
        """World after world; with ``indices`` (rising) only what these frames of the job need."""
        share, rest = divmod(self.frames, self.worlds)
        starts = np.cumsum([0, *(share + (index < rest) for index in range(self.worlds))])
        wanted = np.arange(self.frames) if indices is None else indices
        parts = np.split(wanted, np.searchsorted(wanted, starts[1:-1]))
        return [
            (self.first_seed + index, tuple((part - starts[index]).tolist())) for index, part in enumerate(parts) if len(part)
        ]


def render(job: RenderJob, progress: Callable[[int], None], indices: Optional[np.ndarray] = None) -> FrameSet:
    """Render a small job into memory; equal jobs give equal frames on machines with the same libraries.

    Args:
        progress: called with the number of finished frames.
        indices: rising; the frames that are wanted, as ``subset`` would pick them of all. Others are not drawn.
    """
    tasks = job.tasks(indices)
    return _join(over_worlds(job, render_world, progress, tasks), [world - job.first_seed for world, _ in tasks])


def over_worlds(
    job: RenderJob, work: Callable[[Task], Any], progress: Callable[[int], None], tasks: Optional[List[Task]] = None
) -> List[Any]:
    """What ``work`` returns for each task of a job, or for these of them, in order; runs in child processes.

    Args:
        progress: called with the number of finished frames.
    """
    tasks = job.tasks() if tasks is None else tasks
    results: Dict[Task, Any] = {}
    # A renderer dies once in many processes without an error of ours: one more try, then it is told.
    for attempt in (1, 2):
        try:
            _do_missing(tasks, work, results, job.processes, progress)
            break
        except BrokenProcessPool as error:
            if attempt == 2:
                raise LimphomeError(
                    "a rendering process died twice", job.folder_name, "limphome doctor tells what GL lacks"
                ) from error
    return [results[task] for task in tasks]


def render_or_load(job: RenderJob, cache: Path, progress: Callable[[int], None]) -> FrameSet:
    """The frames from ``cache`` if they were rendered before, else rendered and kept there."""
    folder = cache / job.folder_name
    if not (folder / "card.json").is_file():
        need_new_folder(cache, "--cache with a folder, new or there")
        _render_to_disk(job, folder, progress)
    progress(job.frames)
    return FrameSet.load(folder)


def _render_to_disk(job: RenderJob, folder: Path, progress: Callable[[int], None]) -> None:
    """Write the frame set of a job; pictures go from the child that drew them straight to the file, never through memory."""
    camera = CameraModel()
    images = new_images(folder, (job.frames, camera.height_px, camera.width_px, 3))
    counts = [len(numbers) for _, numbers in job.tasks()]
    first_of = dict(zip((seed for seed, _ in job.tasks()), np.cumsum([0, *counts]).tolist()))
    labels = over_worlds(job, partial(_draw_into, folder / NAME, first_of), progress)
    worlds = np.repeat(np.arange(len(counts)), counts).astype(np.int32)
    FrameSet(images, np.concatenate(labels), worlds).save(folder)


def _draw_into(path: Path, first_of: Dict[int, int], task: Task) -> np.ndarray:
    """Draw a world into its place in the file of pictures; its labels, numbered as there. Runs in a child process."""
    first, (pictures, labels) = first_of[task[0]], render_world(task)
    images = np.load(path, mmap_mode="r+")
    images[first : first + len(pictures)] = pictures
    labels["frame"] += first
    return labels


def _do_missing(
    tasks: Sequence[Task], work: Callable, results: Dict[Task, Any], processes: int, progress: Callable[[int], None]
) -> None:
    missing = [task for task in tasks if task not in results]
    # Mesa's software renderer takes every core for little; one thread in each process is twice as much work done.
    os.environ.setdefault("LP_NUM_THREADS", "0")
    os.environ.setdefault("MUJOCO_GL", "egl")
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=end_with_parent) as pool:
        for task, result in zip(missing, pool.map(work, missing)):
            results[task] = result
            progress(sum(len(numbers) for _, numbers in results))


def render_world(task: Task) -> Tuple[np.ndarray, np.ndarray]:
    """Pictures and labels of some frames of one world; runs in a child process."""
    from limphome.simulation.labels import LabelledWorld

    world_seed, numbers = task
    world = LabelledWorld(world_seed)
    try:
        frames = [world.frame(index) for index in numbers]
    finally:
        world.close()
    labels = [_labels(frame, index) for index, frame in enumerate(frames)]
    return np.stack([frame.image for frame in frames]), np.concatenate(labels)


def _labels(frame: LabelledFrame, index: int) -> np.ndarray:
    names = ("visible", "height_px", "distance_m", "height_m", "brightness", "is_child")
    rows = np.zeros(len(frame.class_ids), LABEL)
    rows["frame"], rows["class_id"], rows["box"] = index, frame.class_ids, frame.boxes_xyxy
    for name in names:
        rows[name] = getattr(frame, name)
    return rows


def _join(worlds: List[Tuple[np.ndarray, np.ndarray]], numbers: List[int]) -> FrameSet:
    offset = 0
    for images, labels in worlds:
        labels["frame"] += offset
        offset += len(images)
    of_frames = np.repeat(numbers, [len(images) for images, _ in worlds]).astype(np.int32)
    images, labels = (np.concatenate(parts) for parts in zip(*worlds))
    return FrameSet(images, labels, of_frames)
