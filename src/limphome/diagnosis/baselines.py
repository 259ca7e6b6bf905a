"""The simple rankers that every table carries; one that does not beat them is not worth its cost."""

import zlib
from typing import Callable, Dict, Sequence, Tuple

import numpy as np

from limphome.diagnosis.feed_graph import component_of

Ranker = Callable[[np.ndarray, np.ndarray], np.ndarray]


def largest_z(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Largest two-sided deviation from the median in units of the quartile range (BARO, made two-sided); (m,)."""
    low, middle, high = np.nanquantile(before, [0.25, 0.5, 0.75], axis=0)
    deviation = np.nan_to_num(np.abs(after - middle), nan=0.0)
    return np.asarray(deviation.max(axis=0) / np.maximum(high - low, 1e-9))


def pearson(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """|r| of every metric with "before or after"; (m,)."""
    values = np.concatenate([before, after])
    side = np.repeat([0.0, 1.0], [len(before), len(after)])
    side = np.where(np.isnan(values), np.nan, side[:, None])
    values, side = values - np.nanmean(values, axis=0), side - np.nanmean(side, axis=0)
    norm = np.sqrt(np.nansum(values**2, axis=0) * np.nansum(side**2, axis=0))
    return np.asarray(np.abs(np.nansum(values * side, axis=0)) / np.maximum(norm, 1e-12))


def kruskal_wallis(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """H statistic of the two groups (ties get their mean rank); (m,)."""
    return np.array([_h_statistic(b[~np.isnan(b)], a[~np.isnan(a)]) for b, a in zip(before.T, after.T)])


def chance(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Random, with a seed that follows from the data; (m,)."""
    return np.random.default_rng(zlib.crc32(np.ascontiguousarray(after).tobytes())).random((after.shape[1],))


BASELINES: Dict[str, Ranker] = {
    "largest two-sided z": largest_z,
    "Pearson r": pearson,
    "Kruskal-Wallis": kruskal_wallis,
    "random": chance,
}


def _h_statistic(before: np.ndarray, after: np.ndarray) -> float:
    n = len(before) + len(after)
    if not len(before) or not len(after):
        return 0.0
    values, inverse, counts = np.unique(np.concatenate([before, after]), return_inverse=True, return_counts=True)
    if len(values) == 1:
        return 0.0
    rank = (np.cumsum(counts) - (counts - 1) / 2)[inverse.ravel()]
    groups = (rank[: len(before)], rank[len(before) :])
    h = 12 / (n * (n + 1)) * sum(len(g) * (g.mean() - (n + 1) / 2) ** 2 for g in groups)
    return float(h / (1 - np.sum(counts**3 - counts) / (n**3 - n)))


def rank_components(ranker: Ranker, names: Sequence[str], before: np.ndarray, after: np.ndarray) -> Tuple[str, ...]:
    """Components by their best metric, most to blame first.

    Args:
        names: m metrics. before, after: shape (n, m), rows before the incident and during it.
    """
    seen = ~np.isnan(before).all(axis=0)  # a metric that is new has no normal to depart from
    score = np.zeros(len(names))
    score[seen] = ranker(before[:, seen], after[:, seen])
    owner = np.array([component_of(name) for name in names])
    best = {component: float(score[owner == component].max()) for component in sorted(set(owner))}
    return tuple(sorted(best, key=lambda component: -best[component]))
