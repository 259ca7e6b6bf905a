"""What decides the bits of a training beside recipe and frames: how this process computes."""

import os
import tempfile
from typing import Any, Dict

import numpy as np
import torch

from limphome.learning.augmentation import AugmentationConfig
from limphome.learning.frame_set import LABEL, FrameSet
from limphome.learning.learner import Lesson, learn
from limphome.learning.mixed_precision import multiplies_bfloat16
from limphome.learning.network_config import NetworkConfig
from limphome.learning.process_group import Place
from limphome.learning.training_config import TrainingConfig
from limphome.learning.training_state import weights_digest

LIMITS = (
    "ATEN_CPU_CAPABILITY",
    "ONEDNN_MAX_CPU_ISA",
    "DNNL_MAX_CPU_ISA",
    "MKL_CBWR",
    "MKL_ENABLE_INSTRUCTIONS",
    "NPY_DISABLE_CPU_FEATURES",
)
"""Variables that keep torch, its libraries or NumPy from instructions that the CPU has."""


def arithmetic(bfloat16: bool) -> Dict[str, Any]:
    """For a run record: release of torch, its instruction set, bfloat16, limits that were set, and a fingerprint.

    Args:
        bfloat16: whether the recipe wants it.
    """
    return {
        "torch": torch.__version__,
        "capability": torch.backends.cpu.get_cpu_capability(),
        "bfloat16": bfloat16 and multiplies_bfloat16(),
        "limits": {name: os.environ[name] for name in LIMITS if name in os.environ},
        "fingerprint": fingerprint(bfloat16),
    }


def fingerprint(bfloat16: bool) -> str:
    """Digest of the weights after two steps of a small fixed training.

    Where two processes differ in it, no training of theirs ends in equal bits; where it is equal, they may be expected to.
    """
    config = TrainingConfig(steps=2, batch=2, processes=1, bfloat16=bfloat16)
    lesson = Lesson(_noise(), config, NetworkConfig(), AugmentationConfig())
    with tempfile.TemporaryDirectory() as folder:
        network = learn(Place(meeting=f"file://{folder}/meeting"), lesson, _silent)
    return weights_digest(network.state_dict())[:12]


def _noise() -> FrameSet:
    """Two pictures of noise, each with a thing."""
    images = np.random.default_rng(0).integers(0, 256, (2, 240, 320, 3), np.uint8)
    labels = np.zeros(2, LABEL)
    labels["frame"], labels["box"], labels["visible"] = (0, 1), (40, 40, 120, 200), 1.0
    return FrameSet(images, labels, np.arange(2, dtype=np.int32))


def _silent(step: int, losses: Dict[str, float]) -> None:
    """Nobody watches."""
