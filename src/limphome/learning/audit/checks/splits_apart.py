"""What judges was never learned from."""

from itertools import combinations
from typing import Dict, Mapping, Set

import numpy as np

from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.data.checks.bounds import CheckBounds
from limphome.learning.data.checks.fingerprint import fingerprint
from limphome.learning.data.checks.near_duplicates import Maps, twins
from limphome.learning.frame_set import FrameSet


def splits_apart(subject: Subject) -> Outcome:
    """No world is in two splits, and no held-out frame is nearly one of training or validation."""
    recipe = subject.trained.recipe
    few = max(8, subject.asked.frames // 3)
    others = {split: subject.sample(split, few, recipe.training.seed) for split in ("train", "validation")}
    return compare_splits(subject.frames.worlds(recipe), subject.held_out, others)


def compare_splits(worlds: Mapping[str, Set[str]], held_out: FrameSet, others: Dict[str, FrameSet]) -> Outcome:
    """Judge worlds of each split, and held-out frames against frames of the other splits."""
    shared = {f"{a} and {b}": len(worlds[a] & worlds[b]) for a, b in combinations(worlds, 2)}
    maps, bound = _maps(held_out), CheckBounds().same_picture
    doubles = {split: len(twins(_maps(frames), maps, bound)) for split, frames in others.items()}
    counts = ", ".join(f"{len(names)} {split}" for split, names in worlds.items())
    frames = ", ".join(f"{doubles[split]} of {len(part)} {split} frames" for split, part in others.items())
    text = f"worlds: {counts}; shared {sum(shared.values())}; nearly one of {len(held_out)} held-out frames: {frames}"
    return judged(not any(shared.values()) and not any(doubles.values()), text)


def _maps(frames: FrameSet) -> Maps:
    both = [fingerprint(np.asarray(image)) for image in frames.images]
    return Maps(np.stack([detail for detail, _ in both]), np.stack([coarse for _, coarse in both]))
