"""The search on landscapes whose front is known."""

import numpy as np
import pytest

from limphome.learning.landscape.candidate import Axes
from limphome.learning.landscape.objectives import REFERENCE
from limphome.learning.landscape.replay import _curve, replay
from limphome.learning.landscape.search import search

pytest.importorskip("optuna")
SIZES = tuple(f"{32 * n}x{32 * n}" for n in range(1, 9))
AXES = Axes(sizes=SIZES, widths=(0.25, 0.5, 0.75, 1.0), precisions=("int8", "fp32"), threads=(1, 2))


def costs_of(candidate):
    """Small is fast, large is accurate, FP32 is slow for nothing, a second thread helps."""
    size, width = int(candidate.size.split("x")[0]) / 256, candidate.width
    slow = 2.0 if candidate.precision == "fp32" else 1.0
    return [1.0 - 0.6 * size - 0.3 * width, size**2 * width * slow / (1.2 if candidate.threads == 2 else 1.0)]


def scaled(candidates):
    costs = np.array([costs_of(candidate) for candidate in candidates])
    return (costs - costs.min(axis=0)) / np.ptp(costs, axis=0)


def test_each_candidate_is_measured_once_and_the_whole_grid_if_asked():
    measured = []

    def measure(candidate):
        measured.append(candidate)
        return costs_of(candidate)

    axes = Axes(sizes=("32x32", "64x64"), widths=(0.5, 1.0), precisions=("auto", "int8", "int8_avx2", "fp32"))
    found = list(search(axes, measure, 2, 100, seed=0))
    assert found == measured
    assert sorted(found, key=str) == sorted(axes.grid(), key=str)


def test_one_seed_one_search():
    runs = [list(search(AXES, costs_of, 2, 25, seed)) for seed in (3, 3, 4)]
    assert runs[0] == runs[1] != runs[2]
    assert len(runs[0]) == 25


def test_what_does_not_run_is_no_end_of_the_search():
    found = list(search(AXES, lambda one: None if one.precision == "fp32" else costs_of(one), 2, 40, seed=1))
    assert len(found) == 40


def test_the_search_needs_a_fraction_of_what_the_grid_needs():
    grid = AXES.grid()
    result = replay(AXES, grid, scaled(grid), seeds=3)
    needed = {name: reached["99%"] for name, reached in result["measurements"].items()}
    assert needed["search"] < needed["random"]
    assert needed["search"] < 0.5 * needed["grid"]
    for curve in result["curves"].values():
        assert len(curve["median"]) == result["points"] == len(grid)
        assert curve["median"] == sorted(curve["median"])
        assert curve["median"][-1] == pytest.approx(1.0)


def test_a_curve_counts_what_was_measured_so_far():
    order = AXES.grid()[:3]
    table = {order[0]: np.array([1.0, 0.0]), order[2]: np.array([0.0, 1.0])}  # the second does not run
    both = 2 * 0.1 * REFERENCE - 0.1**2
    curve = _curve(order, table, both, 4)
    assert curve == pytest.approx([0.1 * REFERENCE / both] * 2 + [1.0, 1.0])
