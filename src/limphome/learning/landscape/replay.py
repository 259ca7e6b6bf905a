"""How soon a search finds the front, replayed on points that were all measured once."""

from typing import Any, Dict, Iterable, Iterator, List, Optional, Sequence

import numpy as np

from limphome.learning.landscape.candidate import Axes, Candidate
from limphome.learning.landscape.hypervolume import hypervolume
from limphome.learning.landscape.objectives import REFERENCE
from limphome.learning.landscape.search import search

SEEDS = 10
LEVELS = (0.95, 0.99, 1.0)
WHOLE = 1.0 - 1e-9


def replay(axes: Axes, candidates: Sequence[Candidate], costs: np.ndarray, seeds: int = SEEDS) -> Dict[str, Any]:
    """Hypervolume after each measurement, as a share of that of all points.

    Nothing is measured again: a trial looks up what the sweep found. Points that did not run count as trials.

    Args:
        candidates: points that ran, in the order of the grid. costs: theirs, from 0 to 1.

    Returns:
        ``curves``: for ``grid``, ``random`` and ``search`` the median over ``seeds`` (the grid has one order only), with the
        10th and 90th percentile; ``measurements``: how many reach 95, 99 and 100 %, median.
    """
    table = dict(zip(candidates, costs))
    grid = axes.grid()
    whole = hypervolume(costs, np.full(costs.shape[1], REFERENCE))
    orders: Dict[str, List[Iterable[Candidate]]] = {
        "grid": [grid],
        "random": [_shuffled(grid, seed) for seed in range(seeds)],
        "search": [_searched(axes, table, costs.shape[1], len(grid), seed) for seed in range(seeds)],
    }
    curves = {name: np.array([_curve(order, table, whole, len(grid)) for order in runs]) for name, runs in orders.items()}
    return {
        "points": len(grid),
        "seeds": seeds,
        "curves": {name: _quantiles(rows) for name, rows in curves.items()},
        "measurements": {name: _reached(rows) for name, rows in curves.items()},
    }


def _shuffled(grid: List[Candidate], seed: int) -> List[Candidate]:
    return [grid[index] for index in np.random.default_rng(seed).permutation(len(grid))]


def _searched(axes: Axes, table: Dict[Candidate, np.ndarray], objectives: int, trials: int, seed: int) -> Iterator[Candidate]:
    def look_up(candidate: Candidate) -> Optional[List[float]]:
        return table[candidate].tolist() if candidate in table else None

    return search(axes, look_up, objectives, trials, seed)


def _curve(order: Iterable[Candidate], table: Dict[Candidate, np.ndarray], whole: float, length: int) -> np.ndarray:
    """Share after 1, 2, ... measurements; it ends with the whole front and stays there."""
    known: List[np.ndarray] = []
    shares = [0.0]
    for candidate in order:
        if candidate in table:
            known.append(table[candidate])
        reference = np.full(len(known[0]), REFERENCE) if known else None
        shares.append(0.0 if reference is None else hypervolume(np.array(known), reference) / whole)
        if shares[-1] >= WHOLE:
            break
    return np.array([*shares[1:], *[shares[-1]] * (length - len(shares) + 1)])


def _quantiles(rows: np.ndarray) -> Dict[str, List[float]]:
    names = (("median", 0.5), ("low", 0.1), ("high", 0.9))
    return {name: [round(float(value), 5) for value in np.quantile(rows, q, axis=0)] for name, q in names}


def _reached(rows: np.ndarray) -> Dict[str, Any]:
    """Median number of measurements to each level; None where half of the runs or more never get there."""
    result: Dict[str, Any] = {}
    for level in LEVELS:
        there = rows >= level * WHOLE
        first = np.where(there.any(axis=1), there.argmax(axis=1) + 1.0, np.inf)
        middle = float(np.median(first))
        result[f"{100 * level:g}%"] = middle if np.isfinite(middle) else None
    return result
