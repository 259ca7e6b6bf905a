"""Learn the names of faults from samples, with probabilities calibrated on runs that were left out."""

from dataclasses import dataclass
from typing import Dict, Tuple

import numpy as np

from limphome.diagnosis.calibration import fit_temperature
from limphome.diagnosis.naming import NONE, Label, Naming, distances, strangeness
from limphome.diagnosis.samples import Samples
from limphome.diagnosis.softmax import fit_softmax

RIDGE = 1e-3
FOLDS = 3
WIDTH_FLOOR = 0.15
NONE_WEIGHT = 3.0  # how many faults' worth of weight the calm moments have
UNKNOWN_SHARE = 0.1  # of the incidents are expected to be of a kind never seen


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What fits without a sample's own run say of it.

    Attributes:
        labels: k of them. logits: shape (n, k).
        known: shape (n,), strangeness. unknown: the same with all labels of its own fault taken away.
    """

    labels: Tuple[Label, ...]
    logits: np.ndarray
    known: np.ndarray
    unknown: np.ndarray

    @property
    def answers(self) -> Tuple[Label, ...]:
        """The first answer to every sample."""
        return tuple(self.labels[k] for k in self.logits.argmax(axis=1))


def fit_naming(samples: Samples) -> Tuple[Naming, HeldOut]:
    """Softmax, temperature, profiles and the strangeness at which a pattern is unknown; and what it was calibrated on."""
    labels = (NONE, *sorted(set(samples.labels) - {NONE}))
    y = np.array([labels.index(label) for label in samples.labels])
    weight = _balanced(y, samples.weight)
    held_out = _held_out(samples, y, labels, weight)
    at, slope = _fit_unknown(held_out.known, held_out.unknown, weight, y != 0)
    weights, bias = fit_softmax(samples.features, y, len(labels), weight, RIDGE)
    profiles, width = _profiles(samples.features, y, len(labels), samples.weight)
    temperature = fit_temperature(held_out.logits, y, weight)
    return Naming(labels, weights, bias, temperature, profiles, width, at, slope), held_out


def _balanced(y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Every fault weighs the same, however many of its runs departed."""
    total = np.bincount(y, weight)
    share = np.ones(len(total))
    share[0] = NONE_WEIGHT
    return weight * (share / np.maximum(total, 1e-9))[y]


def _profiles(x: np.ndarray, y: np.ndarray, classes: int, weight: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Mean features (k, f) of each label, and the standard deviation (f,) around them."""
    total = np.maximum(np.bincount(y, weight, classes), 1e-9)
    profiles = np.stack([(weight[y == k, None] * x[y == k]).sum(axis=0) / total[k] for k in range(classes)])
    variance = (weight[:, None] * (x - profiles[y]) ** 2).sum(axis=0) / weight.sum()
    return profiles, np.sqrt(variance + WIDTH_FLOOR**2)


def _held_out(samples: Samples, y: np.ndarray, labels: Tuple[Label, ...], weight: np.ndarray) -> HeldOut:
    logits = np.zeros((len(y), len(labels)))
    known, unknown = np.zeros(len(y)), np.zeros(len(y))
    fold_of = _folds(samples.run, y)
    faults = np.array([fault for fault, _ in labels])
    for fold in range(FOLDS):
        out = np.array([fold_of[int(run)] == fold for run in samples.run])
        w, b = fit_softmax(samples.features[~out], y[~out], len(labels), weight[~out], RIDGE)
        logits[out] = samples.features[out] @ w.T + b
        profiles, width = _profiles(samples.features[~out], y[~out], len(labels), samples.weight[~out])
        apart = distances(samples.features[out], profiles, width)
        others = np.where(faults[None, :] == faults[y[out]][:, None], np.inf, apart)
        known[out] = strangeness(apart.min(axis=1), apart[:, 0])
        unknown[out] = strangeness(others.min(axis=1), apart[:, 0])
    return HeldOut(labels, logits, known, unknown)


def _folds(run: np.ndarray, y: np.ndarray) -> Dict[int, int]:
    """Run -> fold, dealt out label by label so that every fold sees every label."""
    deal: Dict[int, int] = {}
    counts: Dict[int, int] = {}
    for number in np.unique(run):
        label = int(y[run == number].max())
        deal[int(number)] = counts.get(label, 0) % FOLDS
        counts[label] = counts.get(label, 0) + 1
    return deal


def _fit_unknown(known: np.ndarray, unknown: np.ndarray, weight: np.ndarray, faulty: np.ndarray) -> Tuple[float, float]:
    """Logistic regression on one number, the strangeness. Calm moments are known; no moment without a fault is unknown."""
    if not faulty.any() or not np.isfinite(unknown[faulty]).all():
        return 1e6, 1.0  # one kind alone has no neighbour to be left with
    d = np.concatenate([known, unknown[faulty]])
    y = np.repeat([0, 1], [len(known), faulty.sum()])
    w = np.concatenate([(1 - UNKNOWN_SHARE) * weight, UNKNOWN_SHARE * weight[faulty]])
    middle, scale = d.mean(), d.std() + 1e-9
    slopes, bias = fit_softmax(((d - middle) / scale)[:, None], y, 2, w, 1e-4, steps=2000)
    slope = max(float(slopes[1, 0] - slopes[0, 0]) / scale, 1e-3)
    return float(middle - (bias[1] - bias[0]) / slope), slope
