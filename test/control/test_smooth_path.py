import numpy as np
import pytest

from limphome.control.smooth_path import SmoothPath
from limphome.core import Route


def path_of(*points):
    return SmoothPath(Route(np.array(points, float)))


def test_straight_route_stays_as_it_is():
    path = path_of([0, 0], [4, 0])
    assert path.points_m[0] == pytest.approx([0, 0])
    assert path.points_m[path.goal_index] == pytest.approx([4, 0])
    assert np.abs(path.heading_rad).max() == pytest.approx(0)
    assert path.normal[7] == pytest.approx([0, 1])


def test_path_goes_straight_on_past_its_goal():
    path = path_of([0, 0], [4, 0])
    assert path.points_m[-1] == pytest.approx([9, 0])


def test_corner_is_rounded_but_not_cut_by_much():
    path = path_of([0, 0], [4, 0], [4, 4])
    from_corner = np.linalg.norm(path.points_m - [4, 0], axis=1).min()
    assert 0.1 < from_corner < 0.25
    assert np.abs(np.diff(path.heading_rad)).max() < 0.4
    assert path.points_m[path.goal_index] == pytest.approx([4, 4])


def test_nearest_gives_the_side():
    path = path_of([0, 0], [4, 0])
    assert path.nearest(np.array([1.0, 0.5]), 5) == (10, pytest.approx(0.5))
    assert path.nearest(np.array([1.0, -0.5]), 5) == (10, pytest.approx(-0.5))


def test_route_that_crosses_itself_is_followed_in_order():
    path = path_of([0, 0], [6, 0], [6, 3], [3, 3], [3, -3])
    first = path.nearest(np.array([3.0, 0.0]), 28)[0]
    second = path.nearest(np.array([3.0, 0.0]), 140)[0]
    assert first == pytest.approx(30, abs=1)
    assert second > 130


@pytest.mark.parametrize("points", [([0, 0], [0.05, 0]), ([0, 0], [0, 0], [1, 0])])
def test_short_and_doubled_points_are_taken(points):
    path = path_of(*points)
    assert np.isfinite(path.heading_rad).all()


@pytest.mark.parametrize(
    ("corners", "approach_m"),
    [
        ([(0, 0), (9, 0)], 0.0),
        ([(0, 0), (0.8, 0)], 0.0),
        ([(0, 0), (6, 0), (0, 0.5)], 11.0),
        ([(0, 0), (6, 0), (6, 4), (3, 4), (3, 0.5)], 15.5),
    ],
)
def test_the_last_approach_begins_where_a_route_that_was_near_its_goal_comes_back(corners, approach_m):
    assert path_of(*corners).approach_index * 0.1 == pytest.approx(approach_m, abs=0.3)
