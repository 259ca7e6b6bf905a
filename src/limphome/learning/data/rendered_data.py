"""A data set from the simulator: random yards, light, clothes, places and noise, all from a seed."""

from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence, Tuple

import numpy as np

from limphome.core import CLASS_NAMES, LimphomeError
from limphome.learning.data.listing import file_digest
from limphome.learning.data.new_folder import finish, new_folder
from limphome.learning.data.picture_file import encode_png
from limphome.learning.data.picture_set import Picture, PictureSet
from limphome.learning.rendering import FIRST_WORLD, RenderJob, Task, over_worlds, render_world

SHARES = {"train": 0.7, "validation": 0.15, "held_out": 0.15}
RANDOM = ["floor", "walls", "patterns", "colours", "sun and sky", "shadows", "clothes", "poses", "places", "sensor noise"]
WrittenWorld = Tuple[List[Picture], np.ndarray, Dict[str, str]]


def jobs_of(split: str, frames: int, worlds: int, seed: int, processes: int) -> List[RenderJob]:
    """What to render: one split, or ``all`` three with 70, 15 and 15 % of the worlds.

    Raises:
        LimphomeError: too few worlds or frames.
    """
    if split not in ("all", *FIRST_WORLD):
        raise LimphomeError(f"no split '{split}'", "--split", ", ".join(("all", *FIRST_WORLD)))
    if split != "all":
        return [RenderJob(split, frames, worlds, seed, processes)]
    if worlds < len(SHARES):
        raise LimphomeError(f"{worlds} worlds for three splits", "--worlds", "3 or more, or --split " + ", ".join(FIRST_WORLD))
    if frames < worlds:
        raise LimphomeError(f"{frames} frames of {worlds} worlds", "--frames", "a frame of each world at least")
    counts = {name: max(1, round(share * worlds)) for name, share in SHARES.items()}
    counts["train"] = worlds - counts["validation"] - counts["held_out"]
    shares = {name: frames * count // worlds for name, count in counts.items()}
    shares["train"] += frames - sum(shares.values())  # what does not divide evenly
    return [RenderJob(name, shares[name], count, seed, processes) for name, count in counts.items()]


def make_data(out: Path, jobs: Sequence[RenderJob], progress: Callable[[int], None]) -> Dict[str, Any]:
    """Render into a new folder; equal jobs give equal bytes on machines with the same libraries. Returns the card.

    Args:
        progress: called with the number of pictures that are written.
    """
    worlds: List[WrittenWorld] = []
    with new_folder(out) as folder:
        for job in jobs:
            (folder / job.split).mkdir()
            before = sum(len(pictures) for pictures, _, _ in worlds)
            worlds += over_worlds(job, partial(_write_world, folder, job.split), partial(_count_on, progress, before))
        digests = {name: digest for _, _, one in worlds for name, digest in one.items()}
        return finish(folder, out.name, _join(folder, worlds), digests, _origin(jobs))


def _count_on(progress: Callable[[int], None], before: int, done: int) -> None:
    progress(before + done)


def _write_world(folder: Path, split: str, task: Task) -> WrittenWorld:
    """Pictures of one world, on disk; runs in a child process, so that packing PNG takes no time of others."""
    images, labels = render_world(task)
    pictures, digests = [], {}
    for index, image in enumerate(images):
        name = f"{split}/{task[0]}_{index:05d}.png"
        data = encode_png(image)
        (folder / name).write_bytes(data)
        digests[name] = file_digest(data)
        pictures.append(Picture(name, image.shape[1], image.shape[0], split, f"yard_{task[0]}"))
    return pictures, labels, digests


def _join(folder: Path, worlds: Sequence[WrittenWorld]) -> PictureSet:
    pictures: List[Picture] = []
    for members, labels, _ in worlds:
        labels["frame"] += len(pictures)
        pictures += members
    return PictureSet(folder, CLASS_NAMES, tuple(pictures), np.concatenate([labels for _, labels, _ in worlds]))


def _origin(jobs: Sequence[RenderJob]) -> Dict[str, Any]:
    return {
        "made_by": "limphome data make",
        "renderer": "training yards of the simulator, a new scene in every frame",
        "seed": jobs[0].seed,
        "frames": {job.split: job.frames for job in jobs},
        "worlds": {job.split: job.worlds for job in jobs},
        "random": RANDOM,
        "limits": "drawn, not photographed: what a network sees in it says little of what it sees through a real lens",
    }
