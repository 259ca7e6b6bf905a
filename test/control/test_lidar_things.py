import numpy as np
import pytest
from flat_world import Disc, FlatWorld

from limphome.control.lidar_things import group_points, scan_points
from limphome.core import Scan


def things(world):
    return group_points(scan_points(world.scan(), 0.2), 0.2)


def test_each_disc_is_one_group_at_its_place():
    seen = things(FlatWorld([Disc(3, 0), Disc(0, 3, 0.3), Disc(-4, 0, 0.2)]))
    assert len(seen.centres_m) == 3
    for place in ([3, 0], [0, 3], [-4, 0]):
        assert np.linalg.norm(seen.centres_m - place, axis=1).min() < 0.3
    assert seen.island.all()
    assert seen.widths_m.max() < 0.65


def test_two_legs_are_one_thing():
    seen = things(FlatWorld([Disc(4, 0.12, 0.06), Disc(4, -0.12, 0.06)]))
    assert len(seen.centres_m) == 1
    assert seen.centres_m[0] == pytest.approx([3.95, 0], abs=0.05)


def test_pieces_of_a_wall_are_no_islands_but_a_thing_before_it_is():
    seen = things(FlatWorld([Disc(5, 1.0)], walls=[(-20, 3, 20, 3)]))
    narrow = (seen.widths_m < 0.9) & seen.island
    assert narrow.sum() == 1
    assert seen.centres_m[narrow][0] == pytest.approx([4.85, 0.95], abs=0.15)


def test_beams_without_a_return_are_left_out_and_too_near_ones_count():
    ranges = np.full(360, np.inf, np.float32)
    ranges[180], ranges[200], ranges[250] = -np.inf, np.nan, 2.0
    points = scan_points(Scan(0.0, ranges), 0.2)
    assert len(points) == 2
    assert points[0] == pytest.approx([0.3, 0.0], abs=1e-6)


def test_returns_from_the_robot_itself_are_left_out():
    ranges = np.full(360, np.inf, np.float32)
    ranges[0] = 0.3  # straight back: 0.1 m behind the axle
    assert len(scan_points(Scan(0.0, ranges), 0.2)) == 0


def test_empty_scan_has_no_things():
    assert len(group_points(np.zeros((0, 2)), 0.2).centres_m) == 0


def test_a_circle_all_round_is_one_group():
    angles = np.linspace(-np.pi, np.pi, 360, endpoint=False)
    seen = group_points(2 * np.stack([np.cos(angles), np.sin(angles)], axis=1), 0.2)
    assert len(seen.centres_m) == 1
    assert seen.widths_m[0] > 4


def test_a_larger_robot_leaves_its_own_parts_out_too():
    ranges = np.full(360, np.inf, np.float32)
    ranges[0] = 0.8  # straight back: 0.6 m behind the axle
    assert len(scan_points(Scan(0.0, ranges), 0.2)) == 1
    assert len(scan_points(Scan(0.0, ranges), 0.2, half_length_m=0.7)) == 0
