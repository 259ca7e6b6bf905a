"""Frames on which a network still errs about persons, so that the rest of its training can dwell on them.

Hard example mining (Shrivastava et al., CVPR 2016) by whole frames: most frames of a large set teach nothing any more.
"""

import tempfile
from pathlib import Path
from typing import Callable

import numpy as np

from limphome.learning.export import export
from limphome.learning.frame_set import FrameSet
from limphome.learning.network import Network
from limphome.learning.network_config import STRIDES
from limphome.learning.person_matches import match_persons
from limphome.learning.predictions import LOWEST_SCORE, THREADS, Predictions, predict
from limphome.perception.grid_decoder import GridDecoder
from limphome.perception.input_layout import NCHW, InputLayout
from limphome.perception.runtime import make_runtime

NMS_IOU = 0.6
FALSE_SCORE, FOUND_SCORE = 0.3, 0.6  # a false person above, or a person found with less, makes a frame hard


def hard_frames(network: Network, frames: FrameSet, progress: Callable[[int], None]) -> np.ndarray:
    """Which frames show a false person or a person hardly found, (n,) bool; none where no class is called person."""
    hard = np.zeros(len(frames), bool)
    if frames.person is None:
        return hard
    matches = match_persons(frames, see(network, frames, progress))
    assert matches is not None  # there is such a class
    hard[matches.false_frames[matches.false_scores > FALSE_SCORE]] = True
    hard[matches.labels["frame"][matches.found_score < FOUND_SCORE]] = True
    return hard


def draw_shares(hard: np.ndarray, share: float) -> np.ndarray:
    """How often each frame is drawn, (n,), sum 1, so that a ``share`` of the draws are hard ones."""
    if hard.all() or not hard.any():
        return np.full(len(hard), 1 / len(hard))
    return np.where(hard, share / hard.sum(), (1 - share) / (~hard).sum())


def see(network: Network, frames: FrameSet, progress: Callable[[int], None]) -> Predictions:
    """What a network sees in every frame."""
    config = network.config
    with tempfile.TemporaryDirectory() as folder:
        export(network, Path(folder) / "network.onnx")
        runtime = make_runtime("onnxruntime", (Path(folder) / "network.onnx").read_bytes(), THREADS)
    layout = InputLayout(NCHW, "float32", config.width, config.height)
    decoder = GridDecoder(config.width, config.height, STRIDES, (LOWEST_SCORE,) * len(config.classes), NMS_IOU)
    return predict(layout, runtime, decoder, frames.images, progress)
