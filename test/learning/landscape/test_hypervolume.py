"""Against inclusion and exclusion, counting of cells, and what is known by hand."""

import itertools

import numpy as np
import pytest

from limphome.learning.landscape.hypervolume import hypervolume


def by_inclusion_and_exclusion(costs, reference):
    """Volume of a union of boxes from the volumes of all their intersections."""
    total = 0.0
    for size in range(1, len(costs) + 1):
        for some in itertools.combinations(costs, size):
            sides = np.maximum(reference - np.max(some, axis=0), 0.0)
            total += (-1) ** (size + 1) * float(np.prod(sides))
    return total


def by_counting(costs, reference, cells):
    """Volume on a grid of whole numbers: cells whose far corner some point dominates."""
    corners = np.stack(np.meshgrid(*[np.arange(1, cells + 1)] * costs.shape[1], indexing="ij"), -1).reshape(-1, costs.shape[1])
    corners = corners[(corners <= reference).all(axis=1)]
    return int((costs[:, None] + 1 <= corners[None]).all(axis=2).any(axis=0).sum())


def test_known_by_hand():
    assert hypervolume(np.array([[1.0, 2.0], [2.0, 1.0]]), np.array([3.0, 3.0])) == pytest.approx(3.0)
    assert hypervolume(np.array([[0.0, 0.0, 0.0]]), np.array([2.0, 3.0, 4.0])) == pytest.approx(24.0)
    assert hypervolume(np.array([[4.0], [2.0]]), np.array([5.0])) == 3.0


@pytest.mark.parametrize("objectives", [1, 2, 3, 4])
def test_as_inclusion_and_exclusion(objectives):
    rng = np.random.default_rng(objectives)
    for _ in range(5):
        costs, reference = rng.random((8, objectives)), np.full(objectives, 0.9)
        assert hypervolume(costs, reference) == pytest.approx(by_inclusion_and_exclusion(costs, reference))


@pytest.mark.parametrize("objectives", [2, 3])
def test_as_counting_cells_with_ties(objectives):
    costs = np.random.default_rng(7).integers(0, 10, (30, objectives)).astype(float)
    assert hypervolume(costs, np.full(objectives, 10.0)) == by_counting(costs, np.full(objectives, 10), 10)


def test_points_beyond_the_reference_and_dominated_ones_add_nothing():
    reference = np.array([1.0, 1.0])
    one = np.array([[0.5, 0.5]])
    more = np.array([[0.5, 0.5], [0.6, 0.7], [0.1, 1.0], [2.0, 0.1]])
    assert hypervolume(more, reference) == pytest.approx(hypervolume(one, reference)) == pytest.approx(0.25)
    assert hypervolume(np.zeros((0, 2)), reference) == 0.0
