"""Do two sets differ by more than worlds differ anyway? A permutation test that moves whole worlds.

Pictures of one world are alike, so tests that take each picture as independent find a difference everywhere. Here the
worlds are dealt to the two sets at random (Good, "Permutation, Parametric and Bootstrap Tests of Hypotheses", 2005, ch. 3);
the chance is how often a deal differs as much as the true one.
"""

import math
from dataclasses import dataclass
from typing import Callable, Optional, Tuple

import numpy as np

DEALS = 999
_BINS = 256
Sample = Tuple[np.ndarray, np.ndarray]
"""Values (n,), and for each the number of the world that it belongs to (n,): 0, 1, 2 and so on."""


@dataclass(frozen=True)
class Difference:
    """How much two sets differ, 0 to 1, and the chance that a random deal of the worlds differs as much; nan: not known."""

    effect: float
    chance: float


def compare_values(first: Sample, second: Sample, rng: np.random.Generator) -> Difference:
    """Kolmogorov-Smirnov distance of two samples."""
    pooled = np.sort(np.concatenate([first[0], second[0]]))
    edges = np.unique(pooled[np.linspace(0, len(pooled) - 1, _BINS).astype(int)])
    binned = [(np.searchsorted(edges, values), worlds) for values, worlds in (first, second)]
    return _compare(binned[0], binned[1], len(edges) + 1, _largest_step, rng)


def compare_classes(first: Sample, second: Sample, classes: int, rng: np.random.Generator) -> Difference:
    """Total variation distance of the shares of classes: the share of boxes that would have to change class."""
    return _compare(first, second, classes, lambda change: np.abs(change).sum(axis=1) / 2, rng)


def _table(bins: np.ndarray, worlds: np.ndarray, count: int) -> np.ndarray:
    """How often each bin comes in each world, shape (worlds, bins)."""
    table = np.zeros((int(worlds.max(initial=-1)) + 1, count), np.float32)
    np.add.at(table, (worlds, bins), 1)
    return table


def _largest_step(change: np.ndarray) -> np.ndarray:
    return np.abs(np.cumsum(change, axis=1)).max(axis=1)


def _compare(first: Sample, second: Sample, bins: int, measure: Callable, rng: np.random.Generator) -> Difference:
    effect = _effects(_table(*first, bins), _table(*second, bins), measure)[0]
    # A small world is noisier than a large one, and all small ones may lie in one set: then no deal is like the true one.
    first, second = _evened(first, second, rng)
    tables = _table(*first, bins), _table(*second, bins)
    if math.comb(len(tables[0]) + len(tables[1]), len(tables[0])) < 100:
        return Difference(float(effect), math.nan)  # so few deals that none is rare
    effects = _effects(*tables, measure, rng)
    beyond = int((effects[1:] >= effects[0] - 1e-9).sum())
    return Difference(float(effect), (1 + beyond) / (1 + DEALS))


def _effects(first: np.ndarray, second: np.ndarray, measure: Callable, rng: Optional[np.random.Generator] = None) -> np.ndarray:
    """Effect of the true deal and, with a generator, of random ones, shape (1 + deals,)."""
    tables = np.concatenate([first, second])
    deals = (np.arange(len(tables)) < len(first))[None]
    if rng is not None:
        deals = np.concatenate([deals, rng.permuted(np.tile(deals, (DEALS, 1)), axis=1)])
    return measure(_change(deals, tables))


def _evened(first: Sample, second: Sample, rng: np.random.Generator) -> Tuple[Sample, Sample]:
    """Both samples with at most as many values of a world as the usual world of the scarcer set has."""
    most = int(min(np.median(np.bincount(worlds)) for _, worlds in (first, second)))
    return _thinned(first, max(1, most), rng), _thinned(second, max(1, most), rng)


def _thinned(sample: Sample, most: int, rng: np.random.Generator) -> Sample:
    order = rng.permutation(len(sample[1]))
    order = order[np.argsort(sample[1][order], kind="stable")]
    worlds = sample[1][order]
    rank = np.arange(len(worlds)) - np.searchsorted(worlds, worlds)
    return sample[0][order][rank < most], worlds[rank < most]


def _change(deals: np.ndarray, tables: np.ndarray) -> np.ndarray:
    """Difference of the two shares of each bin, for each deal, shape (deals, bins)."""
    inside = deals.astype(np.float32) @ tables
    outside = tables.sum(axis=0) - inside
    totals = [np.maximum(part.sum(axis=1, keepdims=True), 1) for part in (inside, outside)]
    return inside / totals[0] - outside / totals[1]
