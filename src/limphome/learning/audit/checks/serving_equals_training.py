"""The robot sees what the training saw."""

from typing import List, Tuple

import cv2
import numpy as np
import torch

from limphome.core import Detections, Frame
from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.network import Network, space_to_depth
from limphome.perception.detector import Detector
from limphome.perception.golden import Golden
from limphome.perception.picture_fit import LETTERBOX, PictureFit
from limphome.perception.shadow.comparison import Comparison

FRAMES, OF_A_SHAPE = 40, 8
SHAPES = ((1280, 720), (155, 203))
"""Width and height [px] of frames that no network has: those of many cameras, larger; odd ones, upright and smaller."""


def serving_equals_training(subject: Subject) -> Outcome:
    """The same frames through checkpoint and torch, through the FP32 file, and through the detector that a robot runs.

    Frames of other shapes go through the FP32 file alone: it differs by rounding only, so that every pixel counts.
    """
    network = subject.trained.network
    images = subject.held_out.images[:: max(1, len(subject.held_out) // FRAMES)][:FRAMES]
    heads = torch_heads(network, images)
    predictor = subject.predictor("fp32")
    served = [predictor.runtime.run(predictor.layout.prepare(image)).head for image in images]
    decoder, comparison = subject.manifest.make_decoder(), Comparison()
    for index, (image, head) in enumerate(zip(images, heads, strict=True)):
        seen = subject.detector.detect(Frame(float(index), image))
        comparison.add(Detections(seen.stamp_s, *decoder.decode(head), subject.manifest.classes), seen, 0.0, 0.0)
    error = max(float(np.abs(a - b).max()) for a, b in zip(heads, served, strict=True))
    shapes = max(shape_error(subject, images[:: FRAMES // OF_A_SHAPE], size) for size in SHAPES)
    return judge_serving(error, (comparison.kept, comparison.added), shapes, len(images), subject.asked.bounds)


def shape_error(subject: Subject, images: np.ndarray, size: Tuple[int, int]) -> float:
    """Worst deviation of the robot's boxes from the training's in frames of another size, in units of what a golden frame may."""
    fit, network, decoder = subject.trained.recipe.network.make_fit(), subject.trained.network, subject.manifest.make_decoder()
    detector, worst = Detector.load(subject.asked.folder, "fp32"), 0.0
    for image in images:
        frame = reframed(image, size)
        picture, place = fit.bring(frame)
        found = place.restore(*decoder.decode(torch_heads(network, picture[None])[0]))
        expected = Detections(0.0, *found, subject.manifest.classes)
        worst = max(worst, Golden(frame, expected).error(detector.detect(Frame(0.0, frame))))
    return worst


def reframed(image: np.ndarray, size: Tuple[int, int]) -> np.ndarray:
    """The middle of a picture, as a camera of another size (width, height) [px] would show it."""
    place = PictureFit(image.shape[1], image.shape[0], LETTERBOX).place(*size)
    inner = image[place.top : place.top + place.rows, place.left : place.left + place.columns]
    return cv2.resize(inner, size, interpolation=cv2.INTER_LINEAR)


def torch_heads(network: Network, images: np.ndarray) -> List[np.ndarray]:
    """Heads as the training computes them, without bfloat16."""
    with torch.no_grad():
        return [network(space_to_depth(torch.from_numpy(np.array(image))[None]))[0][0].numpy() for image in images]


def judge_serving(error: float, kept_added: Tuple[float, float], shapes: float, frames: int, bounds: AuditBounds) -> Outcome:
    """FP32 differs by rounding only; the file that a robot runs by no more than quantization may change."""
    kept, added = kept_added
    good = error <= bounds.head_error and kept >= bounds.kept and added <= bounds.added and shapes <= 1.0
    text = f"{frames} frames: head of the FP32 file differs by {error:.2g} at most ({bounds.head_error:g} allowed)"
    text += f"; the robot's file keeps {kept:.4f} of the checkpoint's boxes and adds {added:.4f}"
    names = " and ".join(f"{width}x{height}" for width, height in SHAPES)
    return judged(good, f"{text}; in frames of {names} boxes differ by {shapes:.2g} of what a golden frame may (1 allowed)")
