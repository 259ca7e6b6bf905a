"""Frames to learn from and to measure on: some of those that were rendered before."""

import re
from pathlib import Path
from typing import Callable, List, Tuple

import numpy as np

from limphome.learning.frame_set import FrameSet
from limphome.learning.rendering import RenderJob, render_or_load

_NAME = re.compile(r"(?P<split>.+)-\d+-(?P<frames>\d+)x(?P<worlds>\d+)$")
PER_WORLD = 50


def some_frames(split: str, count: int, cache: Path, progress: Callable[[int], None]) -> FrameSet:
    """``count`` frames of a split, evenly spaced over the smallest set in the cache that has them, else rendered anew."""
    worlds = max(1, min(count, max(4, count // PER_WORLD)))
    stored = _stored(split, count, worlds, cache)
    if not stored:
        return render_or_load(RenderJob(split, count, worlds), cache, progress)
    frames = FrameSet.load(stored[0][1])
    progress(count)
    return frames.subset(np.linspace(0, len(frames) - 1, count).astype(int))


def _stored(split: str, count: int, worlds: int, cache: Path) -> List[Tuple[int, Path]]:
    found = []
    for card in cache.glob("*/card.json"):
        match = _NAME.match(card.parent.name)
        fits = match and match["split"] == split and int(match["frames"]) >= count and int(match["worlds"]) >= min(worlds, 4)
        if match and fits:
            found.append((int(match["frames"]), card.parent))
    return sorted(found)
