"""The test for drift: rarely wrong where there is none, though pictures of a world are alike; right where there is one."""

import math

import numpy as np
import pytest

from limphome.learning.data.checks.world_permutation import compare_classes, compare_values


def worlds_of(rng, worlds, shift=0.0, each=20):
    """Values that differ more between worlds than within them."""
    values = rng.normal(shift, 1.0, (worlds, 1)) + rng.normal(0, 0.3, (worlds, each))
    return values.ravel(), np.repeat(np.arange(worlds), each)


def test_worlds_that_differ_among_themselves_are_no_drift():
    chances = [compare_values(worlds_of(rng, 8), worlds_of(rng, 12), rng).chance for rng in map(np.random.default_rng, range(60))]
    assert np.mean(np.array(chances) <= 0.05) <= 0.12  # 5 % are expected; taken as independent, nearly all would be
    assert np.mean(chances) > 0.35


def test_small_worlds_against_large_ones_are_no_drift():
    chances = []
    for rng in map(np.random.default_rng, range(60)):
        few, many = rng.normal(size=60), rng.normal(size=1200)
        chances.append(compare_values((few, np.arange(60) // 10), (many, np.arange(1200) // 100), rng).chance)
    assert np.mean(np.array(chances) <= 0.05) <= 0.12


def test_a_shift_of_the_worlds_is_found():
    rng = np.random.default_rng(1)
    found = compare_values(worlds_of(rng, 20, 2.5), worlds_of(rng, 20), rng)
    assert found.chance < 0.01
    assert found.effect > 0.5


def test_a_change_of_spread_alone_is_found():
    rng = np.random.default_rng(2)
    narrow, wide = (rng.normal(0, sigma, 400) for sigma in (1, 3))
    found = compare_values((narrow, np.arange(400)), (wide, np.arange(400)), rng)
    assert found.chance < 0.01
    assert found.effect > 0.2


def test_the_distance_is_that_of_kolmogorov_and_smirnov():
    rng = np.random.default_rng(3)
    first, second = np.arange(100.0), np.arange(50.0, 150.0)
    found = compare_values((first, np.arange(100)), (second, np.arange(100)), rng)
    assert found.effect == pytest.approx(0.5, abs=0.01)


def test_one_world_against_one_tells_no_chance():
    rng = np.random.default_rng(4)
    assert math.isnan(compare_values(worlds_of(rng, 1), worlds_of(rng, 1), rng).chance)


def test_shares_of_classes():
    rng = np.random.default_rng(5)
    few = np.array([0, 1, 2, 2] * 50), np.repeat(np.arange(50), 4)
    many = np.array([0, 0, 0, 2] * 50), np.repeat(np.arange(50), 4)
    found = compare_classes(few, many, 3, rng)
    assert found.effect == pytest.approx(0.5)
    assert found.chance < 0.01
    same = compare_classes(few, few, 3, rng)
    assert same.effect == 0
    assert same.chance == 1
