"""What a pattern of scores is called: the probability of every known fault, of none, and of one never seen."""

from dataclasses import dataclass
from typing import Tuple

import numpy as np

from limphome.diagnosis.softmax import softmax

NONE = ("none", "")
Label = Tuple[str, str]  # (layer.kind, component)


@dataclass(frozen=True, eq=False)
class Naming:
    """A calibrated softmax over known faults, and how strange a pattern is to all of them.

    Attributes:
        labels: k of them; ``NONE`` is the first.
        weights, bias: shape (k, f) and (k,). temperature: logits are divided by it.
        profiles: shape (k, f), mean features of each label. width: shape (f,), how much features vary within a label.
        unknown_at, unknown_slope: a pattern of the strangeness ``unknown_at`` is as likely unknown as known.
    """

    labels: Tuple[Label, ...]
    weights: np.ndarray
    bias: np.ndarray
    temperature: float
    profiles: np.ndarray
    width: np.ndarray
    unknown_at: float
    unknown_slope: float

    def logits(self, features: np.ndarray) -> np.ndarray:
        """Shape (..., f) -> (..., k), before calibration."""
        return features @ self.weights.T + self.bias

    def strangeness(self, features: np.ndarray) -> np.ndarray:
        """Shape (..., f) -> (...), see :func:`strangeness`."""
        apart = distances(features, self.profiles, self.width)
        return strangeness(apart.min(axis=-1), apart[..., 0])

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """Shape (..., f) -> (..., k + 1): the labels, then ``unknown``; sums to 1."""
        known = softmax(self.logits(features) / self.temperature)
        slope = np.clip(self.unknown_slope * (self.strangeness(features) - self.unknown_at), -50, 50)
        unknown = 1.0 / (1.0 + np.exp(-slope))
        return np.concatenate([known * (1 - unknown[..., None]), unknown[..., None]], axis=-1)


def distances(features: np.ndarray, profiles: np.ndarray, width: np.ndarray) -> np.ndarray:
    """Root mean square difference in units of ``width``: (..., f) and (k, f) give (..., k)."""
    scaled, known = features / width, profiles / width
    square = (scaled**2).sum(axis=-1)[..., None] + (known**2).sum(axis=-1) - 2 * scaled @ known.T
    return np.sqrt(np.maximum(square, 0.0) / features.shape[-1])


def strangeness(nearest: np.ndarray, calm: np.ndarray) -> np.ndarray:
    """Distance from the nearest profile, times its share of the distance from that of ``NONE``.

    A fault that silences many metrics at once is far from everything, from its own profile too; what tells it from one never
    seen is that its profile explains most of it.
    """
    return nearest**2 / np.maximum(calm, 1e-9)
