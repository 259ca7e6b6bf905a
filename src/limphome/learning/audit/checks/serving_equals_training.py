"""The robot sees what the training saw."""

from typing import List, Tuple

import numpy as np
import torch

from limphome.core import Detections, Frame
from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.network import Network, space_to_depth
from limphome.perception.shadow.comparison import Comparison

FRAMES = 40


def serving_equals_training(subject: Subject) -> Outcome:
    """The same frames through checkpoint and torch, through the FP32 file, and through the detector that a robot runs."""
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
    return judge_serving(error, (comparison.kept, comparison.added), len(images), subject.asked.bounds)


def torch_heads(network: Network, images: np.ndarray) -> List[np.ndarray]:
    """Heads as the training computes them, without bfloat16."""
    with torch.no_grad():
        return [network(space_to_depth(torch.from_numpy(np.array(image))[None]))[0][0].numpy() for image in images]


def judge_serving(error: float, kept_added: Tuple[float, float], frames: int, bounds: AuditBounds) -> Outcome:
    """FP32 differs by rounding only; the file that a robot runs by no more than quantization may change."""
    kept, added = kept_added
    good = error <= bounds.head_error and kept >= bounds.kept and added <= bounds.added
    text = f"{frames} frames: head of the FP32 file differs by {error:.2g} at most ({bounds.head_error:g} allowed)"
    return judged(good, f"{text}; the robot's file keeps {kept:.4f} of the checkpoint's boxes and adds {added:.4f}")
