"""Does a score of 0.8 mean right in 8 of 10?"""

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Sequence, Tuple

import numpy as np

from limphome.learning.figures.box_outcomes import BoxOutcomes

BINS = 15  # Guo et al., "On Calibration of Modern Neural Networks", ICML 2017


@dataclass(frozen=True)
class Calibration:
    """Scores against the share of right boxes.

    Attributes:
        ece: expected calibration error: mean distance of the two, weighted by the boxes in each bin.
        bins: (mean score, share of right boxes, boxes) of each bin that has any, from low to high.
    """

    ece: float
    bins: Tuple[Tuple[float, float, int], ...]

    def as_dict(self) -> Dict[str, Any]:
        """Plain values, as figures of a network hold them."""
        return {"ece": self.ece, "reliability": [{"score": s, "right": r, "boxes": n} for s, r, n in self.bins]}

    @classmethod
    def from_dict(cls, figures: Mapping[str, Any]) -> "Calibration":
        """From figures of a network."""
        return cls(figures["ece"], tuple((row["score"], row["right"], row["boxes"]) for row in figures["reliability"]))


def calibration(outcomes: Sequence[BoxOutcomes], lowest: Sequence[float]) -> Calibration:
    """Over the boxes of several classes.

    Args:
        lowest: for each class, scores below are left out.
    """
    kept = [one.scores >= low for one, low in zip(outcomes, lowest, strict=True)]
    scores = np.concatenate([one.scores[keep] for one, keep in zip(outcomes, kept, strict=True)])
    correct = np.concatenate([one.correct[keep] for one, keep in zip(outcomes, kept, strict=True)])
    bin_of = np.minimum((scores * BINS).astype(int), BINS - 1)
    bins: List[Tuple[float, float, int]] = []
    for index in np.unique(bin_of):
        mine = bin_of == index
        bins.append((float(scores[mine].mean()), float(correct[mine].mean()), int(mine.sum())))
    ece = sum(count * abs(score - right) for score, right, count in bins) / max(1, len(scores))
    return Calibration(ece, tuple(bins))
