"""The network is worth its time."""

import numpy as np

from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.frame_set import FrameSet
from limphome.learning.predictions import Predictions


def beats_baseline(subject: Subject) -> Outcome:
    """It finds far more than a guess that says what another frame showed: things as many, as large and where they often are."""
    frames = subject.judged
    guess = coco_evaluation(frames, guess_from_others(frames)).stats[1]
    own, margin = subject.coco.stats[1], subject.asked.bounds.baseline_margin
    text = f"mAP 50 {own:.4f} of the network, {guess:.4f} of the guess, at least {margin:g} more"
    note = f"; left out, as the network has no such class: {', '.join(frames.left_out)}" if frames.left_out else ""
    return judged(own >= guess + margin, text + note)


def guess_from_others(frames: FrameSet) -> Predictions:
    """For each frame the labels of the one half the set away."""
    count = len(frames)
    rows = [frames.of_frame((index + count // 2) % count) for index in range(count)]
    labels = np.concatenate(rows)
    frame = np.repeat(np.arange(count), [len(row) for row in rows])
    return Predictions(frame, labels["box"], np.full(len(labels), 0.5), labels["class_id"], np.zeros((count, 0)))
