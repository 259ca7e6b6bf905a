"""What one run of a network shows, for those who propose how to read it."""

import re
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

LEVELS = (
    (8, 16, 32),
    (8, 16, 32, 64),
    (8, 16, 32, 64, 128),
    (4, 8, 16, 32),
    (16, 32, 64),
    (16, 32),
    (8, 16),
    (32,),
    (16,),
    (8,),
    (4,),
)
Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class DecoderProposal:
    """Keys for a manifest.

    Attributes:
        decoder: its section, without thresholds.
        classes: how many, 0 where the outputs do not say.
        guessed: keys that are more likely than certain.
        choices: sections to try instead, where trying can tell.
    """

    decoder: Dict[str, Any]
    classes: int
    guessed: List[str] = field(default_factory=list)
    choices: List[Dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known when a decoder is proposed: outputs for one picture, its size, how many classes the user named."""

    outputs: Arrays
    width: int
    height: int
    classes: int = 0

    def named(self, pattern: str) -> List[str]:
        """Outputs whose name matches."""
        return [name for name in self.outputs if re.search(pattern, name, re.IGNORECASE)]


def grid_levels(evidence: Evidence, count: int) -> Optional[Tuple[int, ...]]:
    """Strides of a grid that has so many cells."""
    for strides in LEVELS:
        cells = sum(-(-evidence.width // s) * -(-evidence.height // s) for s in strides)
        if cells == count:
            return strides
    return None


def box_unit(boxes: np.ndarray) -> str:
    """``picture`` when no side lies beyond what a share of the picture can be, else ``pixels``."""
    finite = boxes[np.isfinite(boxes)]
    return "picture" if finite.size and np.abs(finite).max() <= 2 else "pixels"


def score_activation(scores: np.ndarray) -> str:
    """``none`` when all scores are probabilities already, else ``sigmoid``."""
    return "none" if scores.size and scores.min() >= 0 and scores.max() <= 1 else "sigmoid"
