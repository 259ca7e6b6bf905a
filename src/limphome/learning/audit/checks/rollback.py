"""The way back to the release before works."""

import time
from pathlib import Path
from typing import Callable

import numpy as np

from limphome.core import Detections, Frame
from limphome.learning.audit.damaged_copy import copy_of
from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.perception.detector import Detector
from limphome.perception.shadow.model_swap import FAILED, PROMOTED, SHADOW, ModelSwap, SwapConfig

LIMIT_S = 60.0
ANYTHING = SwapConfig(frames=1, kept=0.0, added=1.0, latency_s=10.0)  # here only the way is judged, not the candidate


def rollback_works(subject: Subject) -> Outcome:
    """The release before drives, this one is promoted and rolled back, as the perception node does it."""
    with copy_of(subject.asked.folder) as copy:
        before = subject.asked.previous or copy
        image = subject.detector.golden_image
        outcome = swap_and_back(ModelSwap(Detector.load(before), ANYTHING, Detector.load), subject.asked.folder, image)
    note = "" if subject.asked.previous else " (no --previous given: a copy of this release stood for it)"
    return judged(outcome.status == "passed", outcome.evidence + note)


def swap_and_back(swap: ModelSwap, folder: Path, image: np.ndarray) -> Outcome:
    """Promote the network in ``folder``, roll back, and compare what is seen before and after."""
    frame = Frame(0.0, image)
    first, before = swap.detector, swap.detector.detect(frame)
    swap.begin(folder, "auto", "auto", time.monotonic())
    try:
        ready = _until(swap, lambda: swap.comparison.frames > 0, frame, before)
        if ready:
            swap.promote()
        promoted = ready and _until(swap, lambda: swap.phase == PROMOTED, frame, before) and swap.detector is not first
        stands = f"{swap.phase}{': ' + swap.reason if swap.reason else ''}"
        swap.roll_back("audit")
        after = swap.detector.detect(frame)
    finally:
        swap.end()
    same = all(np.array_equal(getattr(before, key), getattr(after, key)) for key in ("boxes_xyxy", "scores", "class_ids"))
    seen = f"{len(before)} boxes before, {len(after)} after, {'equal' if same else 'not equal'}"
    return judged(bool(promoted) and same, f"{'promoted' if promoted else f'not promoted, {stands}'}; rolled back; {seen}")


def _until(swap: ModelSwap, reached: Callable[[], bool], frame: Frame, seen: Detections) -> bool:
    end_s = time.monotonic() + LIMIT_S
    while time.monotonic() < end_s:
        if swap.phase == SHADOW:
            swap.offer(frame, seen, 0.0, time.monotonic())
        swap.update(time.monotonic())
        if reached():
            return True
        if swap.phase == FAILED:
            return False
        time.sleep(0.01)
    return False
