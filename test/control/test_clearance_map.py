import numpy as np
import pytest

from limphome.control.clearance_map import ClearanceMap


def test_distance_is_good_to_a_cell():
    rng = np.random.default_rng(0)
    obstacles, places = rng.uniform(-4, 4, (20, 2)), rng.uniform(-4, 4, (30, 10, 2))
    exact = np.linalg.norm(places[:, :, None] - obstacles, axis=-1).min(axis=-1)
    assert np.abs(ClearanceMap(obstacles, np.zeros(2)).at(places) - exact).max() < 0.1


def test_without_obstacles_and_off_the_grid_all_is_free():
    assert ClearanceMap(np.zeros((0, 2)), np.zeros(2)).at(np.zeros((1, 2))) == ClearanceMap.FREE_M
    assert ClearanceMap(np.ones((1, 2)), np.zeros(2)).at(np.array([[40.0, 0.0]])) == ClearanceMap.FREE_M


def test_grid_lies_around_its_centre():
    assert ClearanceMap(np.array([[101.0, 50.0]]), np.array([100.0, 50.0])).at(np.array([102.0, 50.0])) == pytest.approx(
        1, abs=0.1
    )
