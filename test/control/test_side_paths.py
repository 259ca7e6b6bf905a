import math

import numpy as np
import pytest

from limphome.control.side_paths import side_paths
from limphome.control.smooth_path import SmoothPath
from limphome.core import Route

PATH = SmoothPath(Route(np.array([[0.0, 0], [20, 0]])))


@pytest.mark.parametrize(("offset", "heading"), [(0.0, 0.0), (0.7, -0.4), (-1.0, 0.8)])
def test_all_paths_start_at_the_robot_with_its_heading(offset, heading):
    paths = side_paths(PATH, 30, offset, heading, 2.0)
    points = paths.points_m
    assert np.allclose(points[:, 0], [3.0, offset])
    first = (points[:, 1] - points[:, 0])[np.abs(paths.ends_m - offset) < 0.5]
    assert np.abs(np.arctan2(first[:, 1], first[:, 0]) - heading).max() < 0.2


def test_paths_settle_at_their_ends_which_fill_the_reach():
    paths = side_paths(PATH, 0, 0.3, 0.0, 1.0)
    assert sorted(set(paths.ends_m.round(3))) == pytest.approx(np.arange(-1.0, 1.01, 0.2))
    assert paths.points_m[:, -1, 1] == pytest.approx(paths.ends_m)


def test_length_counts_what_is_driven():
    paths = side_paths(PATH, 0, 0.0, 0.0, 2.0)
    straight = np.flatnonzero(paths.ends_m == 0)
    assert paths.along_m[straight, -1] == pytest.approx(4.0)
    assert (np.delete(paths.along_m, straight, axis=0)[:, -1] > 4.0).all()


def test_heading_across_the_route_is_clipped():
    points = side_paths(PATH, 0, 0.0, math.pi / 2, 1.0).points_m
    assert np.isfinite(points).all()
