"""Do two sets differ by more than worlds differ anyway? A permutation test that moves whole worlds.

Pictures of one world are alike, so tests that take each picture as independent find a difference everywhere. Here the
worlds are dealt to the two sets at random (Good, "Permutation, Parametric and Bootstrap Tests of Hypotheses", 2005, ch. 3);
the chance is how often a deal differs as much as the true one.
"""

import math
from dataclasses import dataclass
from typing import Callable, Tuple

import numpy as np

DEALS = 999
_BINS = 256


@dataclass(frozen=True)
class Difference:
    """How much two sets differ, 0 to 1, and the chance that a random deal of the worlds differs as much; nan: not known."""

    effect: float
    chance: float


def compare_values(
    first: Tuple[np.ndarray, np.ndarray], second: Tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> Difference:
    """Kolmogorov-Smirnov distance of two samples.

    Args:
        first, second: values (n,) and the number of the world that each belongs to (n,), 0, 1, 2 and so on.
    """
    pooled = np.sort(np.concatenate([first[0], second[0]]))
    edges = np.unique(pooled[np.linspace(0, len(pooled) - 1, _BINS).astype(int)])
    tables = [_table(np.searchsorted(edges, values), worlds, len(edges) + 1) for values, worlds in (first, second)]
    return _compare(tables[0], tables[1], _largest_step, rng)


def compare_classes(
    first: Tuple[np.ndarray, np.ndarray], second: Tuple[np.ndarray, np.ndarray], classes: int, rng: np.random.Generator
) -> Difference:
    """Total variation distance of the shares of classes: the share of boxes that would have to change class."""
    tables = [_table(ids, worlds, classes) for ids, worlds in (first, second)]
    return _compare(tables[0], tables[1], lambda change: np.abs(change).sum(axis=1) / 2, rng)


def _table(bins: np.ndarray, worlds: np.ndarray, count: int) -> np.ndarray:
    """How often each bin comes in each world, shape (worlds, bins)."""
    table = np.zeros((int(worlds.max(initial=-1)) + 1, count), np.float32)
    np.add.at(table, (worlds, bins), 1)
    return table


def _largest_step(change: np.ndarray) -> np.ndarray:
    return np.abs(np.cumsum(change, axis=1)).max(axis=1)


def _compare(first: np.ndarray, second: np.ndarray, measure: Callable, rng: np.random.Generator) -> Difference:
    tables, count = np.concatenate([first, second]), len(first)
    true = np.arange(len(tables)) < count
    effect = float(measure(_change(true[None], tables))[0])
    if math.comb(len(tables), count) < 100:
        return Difference(effect, math.nan)  # so few deals that none is rare
    deals = rng.permuted(np.tile(true, (DEALS, 1)), axis=1)
    beyond = int((measure(_change(deals, tables)) >= effect - 1e-9).sum())
    return Difference(effect, (1 + beyond) / (1 + DEALS))


def _change(deals: np.ndarray, tables: np.ndarray) -> np.ndarray:
    """Difference of the two shares of each bin, for each deal, shape (deals, bins)."""
    inside = deals.astype(np.float32) @ tables
    outside = tables.sum(axis=0) - inside
    totals = [np.maximum(part.sum(axis=1, keepdims=True), 1) for part in (inside, outside)]
    return inside / totals[0] - outside / totals[1]
