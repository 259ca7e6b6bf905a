"""Frames on which a network still errs about persons, so that the rest of its training can dwell on them.

Hard example mining (Shrivastava et al., CVPR 2016) by whole frames: most frames of a large set teach nothing any more.
"""

from typing import Callable, List

import numpy as np
import torch

from limphome.learning.evaluation import match_persons
from limphome.learning.frame_set import FrameSet
from limphome.learning.network import Network, space_to_depth
from limphome.learning.network_config import STRIDES
from limphome.learning.predictions import LOWEST_SCORE, Predictions
from limphome.perception.grid_decoder import GridDecoder

BATCH, NMS_IOU = 32, 0.6
FALSE_SCORE, FOUND_SCORE = 0.3, 0.6  # a false person above, or a person found with less, makes a frame hard


def hard_frames(network: Network, frames: FrameSet, progress: Callable[[int], None]) -> np.ndarray:
    """Which frames show a false person or a person hardly found, (n,) bool."""
    matches = match_persons(frames, predict(network, frames, progress))
    hard = np.zeros(len(frames), bool)
    hard[matches.false_frames[matches.false_scores > FALSE_SCORE]] = True
    hard[matches.labels["frame"][matches.found_score < FOUND_SCORE]] = True
    return hard


def draw_shares(hard: np.ndarray, share: float) -> np.ndarray:
    """How often each frame is drawn, (n,), sum 1, so that a ``share`` of the draws are hard ones."""
    if hard.all() or not hard.any():
        return np.full(len(hard), 1 / len(hard))
    return np.where(hard, share / hard.sum(), (1 - share) / (~hard).sum())


@torch.no_grad()
def predict(network: Network, frames: FrameSet, progress: Callable[[int], None]) -> Predictions:
    """What a torch network sees in every frame."""
    config = network.config
    decoder = GridDecoder(config.width, config.height, STRIDES, (LOWEST_SCORE,) * len(config.classes), NMS_IOU)
    whole = network.fold().channels_last()
    parts: List[tuple] = []
    for start in range(0, len(frames), BATCH):
        pictures = torch.from_numpy(np.array(frames.images[start : start + BATCH]))
        with torch.autocast("cpu", torch.bfloat16):
            heads = whole(space_to_depth(pictures))[0].float().numpy()
        parts.extend(decoder.decode(head) for head in heads)
        progress(len(parts))
    boxes, scores, class_ids = (np.concatenate(column) for column in zip(*parts, strict=True))
    frame = np.repeat(np.arange(len(parts)), [len(part[1]) for part in parts])
    return Predictions(frame, boxes, scores, class_ids, np.zeros((len(parts), 0), np.float32))
