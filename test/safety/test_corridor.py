"""The swept area, against a slow and obvious way to compute it, and the speeds that follow from it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rig import body_gap, look

from limphome.core import Odometry, Scan
from limphome.safety.corridor import Corridor, CorridorConfig
from limphome.safety.obstacle_points import ObstaclePoints
from limphome.safety.stopping import speed_for_distance_mps, stopping_distance_m

NOBODY = np.zeros((0, 2))
CORRIDOR = Corridor(CorridorConfig())


def driven(v, w, way_m, point):
    """Way on the arc until the body touches a point, by driving it in millimetres."""
    x = y = yaw = 0.0
    for step in range(round(way_m / 0.002)):
        if body_gap(x, y, yaw, [(*point, 0.0)]) <= 0.0:
            return 0.002 * step
        x, y, yaw = (
            x + math.copysign(0.002, v) * math.cos(yaw),
            y + math.copysign(0.002, v) * math.sin(yaw),
            yaw + w / abs(v) * 0.002,
        )
    return way_m


@given(st.floats(0.45, 1.2), st.floats(-0.6, 0.6), st.floats(-1.0, 1.0), st.sampled_from([-0.3, 0.3, 0.8]))
@settings(max_examples=60, deadline=None)
def test_the_way_is_never_longer_than_until_the_touch(distance, bearing, w, v):
    point = (math.copysign(distance, v) * math.cos(bearing), distance * math.sin(bearing))
    free = CORRIDOR.free_way(np.array([point]), NOBODY, v, w, 0.7)
    assert free.slow_m <= driven(v, w, 0.7, point) + 0.01


def test_straight_ahead_the_room_is_kept_exactly():
    free = CORRIDOR.free_way(np.array([[1.0, 0.0]]), NOBODY, 0.8, 0.0, 1.0)
    assert free.slow_m == pytest.approx(1.0 - 0.25 - 0.15)
    assert free.fast_m == pytest.approx(1.0 - 0.25 - 0.5, abs=0.01)


def test_where_a_person_will_be_asks_for_room_at_speed_only():
    free = CORRIDOR.free_way(NOBODY, np.array([[0.5, 0.0]]), 0.8, 0.0, 0.7)
    assert free.slow_m == 0.7
    assert free.fast_m == 0.0


def test_nothing_about_is_a_free_way_and_infinite_clearance():
    assert CORRIDOR.free_way(NOBODY, NOBODY, 0.8, 0.3, 0.7).slow_m == 0.7
    assert CORRIDOR.free_turn(NOBODY, -0.5) == 0.5
    assert math.isinf(CORRIDOR.clearance_m(NOBODY))


@given(st.floats(0.0, 5.0), st.floats(0.0, 0.5), st.floats(0.0, 1.0), st.floats(0.5, 3.0))
def test_the_speed_for_a_distance_is_the_one_that_needs_it(distance, final, reaction, braking):
    speed = speed_for_distance_mps(distance, final, reaction, braking)
    assert speed >= final
    if speed > final:
        assert speed * reaction + (speed**2 - final**2) / (2 * braking) == pytest.approx(distance, abs=1e-6)


def test_the_stopping_distance_of_the_numbers():
    assert stopping_distance_m(0.8, 0.6, 1.5) == pytest.approx(0.69, abs=0.005)


def points_of(*scans, pose=Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0), every_s=0.05):
    seen = ObstaclePoints(CORRIDOR, 0.2, 0.25)
    for index, ranges in enumerate(scans):
        seen.observe(Scan(0.0, np.asarray(ranges, np.float32)), pose, every_s * index)
    return seen


def test_points_lie_where_the_lidar_saw_them():
    ranges = np.full(360, np.inf)
    ranges[180] = 2.0
    assert points_of(ranges).in_base(Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)) == pytest.approx(np.array([[2.2, 0.0]]), abs=1e-6)


def test_points_stay_in_place_while_the_robot_moves():
    ranges = np.full(360, np.inf)
    ranges[180] = 2.0
    moved = Odometry(0.0, 0.5, 0.0, math.pi / 2, 0.0, 0.0)
    assert points_of(ranges).in_base(moved) == pytest.approx(np.array([[0.0, -1.7]]), abs=1e-6)


def test_a_missing_beam_is_filled_from_earlier_scans_and_forgotten_in_time():
    room, nothing = look(0.2, 0.0, 0.0, (), 3.0), np.full(360, np.inf)
    here = Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert len(points_of(room, nothing, nothing).in_base(here)) == 360
    assert len(points_of(room, nothing, every_s=0.3).in_base(here)) == 0


def test_of_a_beam_that_is_missing_the_newest_range_is_kept():
    near, far, nothing = np.full(360, np.inf), np.full(360, np.inf), np.full(360, np.inf)
    near[180], far[180] = 2.0, 3.0
    here = Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert points_of(near, far, nothing).in_base(here) == pytest.approx(np.array([[3.2, 0.0]]), abs=1e-6)


def test_nan_at_the_seam_of_a_whole_turn_takes_the_neighbour_across_it():
    ranges = np.full(360, 5.0)
    ranges[0], ranges[359] = np.nan, 2.0
    assert points_of(ranges).in_base(Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0))[0] == pytest.approx([-1.8, 0.0], abs=1e-6)


@pytest.mark.parametrize(("turned_rad", "driven_m"), [(0.05, 0.0), (-0.13, 0.0), (0.0, 0.12)])
def test_a_thin_thing_whose_beams_are_lost_while_the_robot_moves_is_kept_where_it_was(turned_rad, driven_m):
    post, seen = [(1.2, 0.8, 0.05)], ObstaclePoints(CORRIDOR, 0.2, 0.25)
    there = Odometry(0.05, driven_m, 0.0, turned_rad, 0.0, 0.0)
    x, y = driven_m + 0.2 * math.cos(turned_rad), 0.2 * math.sin(turned_rad)
    now, behind = look(x, y, turned_rad, post, 4.0), look(x, y, turned_rad, (), 4.0)
    seen.observe(Scan(0.0, look(0.2, 0.0, 0.0, post, 4.0)), Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 0.0)
    seen.observe(Scan(0.05, np.where(now < behind, np.inf, now)), there, 0.05)
    nearest = seen.in_base(Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)) - (1.2, 0.8)
    assert np.count_nonzero(np.hypot(*nearest.T) < 0.06) >= 2


def test_nan_at_the_end_of_a_scan_that_is_no_whole_turn_takes_nothing_from_its_other_end():
    ranges = np.full(181, 5.0, np.float32)
    ranges[0], ranges[1], ranges[-1] = np.nan, 3.0, 1.0
    seen, here = ObstaclePoints(CORRIDOR, 0.2, 0.25), Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    seen.observe(Scan(0.0, ranges, -math.pi / 2, math.pi / 180), here, 0.0)
    assert seen.in_base(here)[0] == pytest.approx([0.2, -3.0], abs=1e-6)


def test_a_lidar_ahead_of_the_body_has_broken_beams_where_it_is():
    ahead = Corridor(CorridorConfig(front_m=0.25))
    assert ahead.edge_m(np.array([0.0, math.pi / 2, math.pi]), 0.3) == pytest.approx([0.0, 0.0, 0.55])


def test_room_ahead_that_is_larger_than_at_speed_is_kept_too():
    roomy = Corridor(CorridorConfig(clearance_ahead_m=2.0))
    assert roomy.free_way(np.array([[3.0, 0.0]]), NOBODY, 0.3, 0.0, 2.0).slow_m == pytest.approx(3.0 - 0.25 - 2.0)


@pytest.mark.parametrize("other", [[-0.26, 0.05], [0.0, -0.21]], ids=["behind", "at the other side"])
def test_a_thing_elsewhere_takes_no_room_from_a_side(other):
    foot = [0.6, 0.23]
    alone, both = (CORRIDOR.free_way(np.array(points), NOBODY, 0.3, 0.0, 0.8).slow_m for points in ([foot], [foot, other]))
    assert both == alone < 0.8


@pytest.mark.parametrize("beams", [359, 361, 720])
def test_a_missing_beam_is_filled_from_a_scan_of_other_beams_of_the_same_bearing(beams):
    here = Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    seen = ObstaclePoints(CORRIDOR, 0.2, 0.25)
    seen.observe(Scan(0.0, look(0.2, 0.0, 0.0, [(2.0, 0.0, 0.3)])), here, 0.0)
    before = seen.in_base(here)
    nothing = np.full(beams, np.inf, np.float32)
    seen.observe(Scan(0.05, nothing, angle_increment_rad=2 * math.pi / beams), here, 0.05)
    assert np.unique(seen.in_base(here), axis=0) == pytest.approx(np.unique(before, axis=0))


@pytest.mark.parametrize("broken", [math.nan, -math.inf, 0.0, 0.02])
def test_a_broken_sector_touches_the_body(broken):
    ranges = np.full(360, 5.0)
    ranges[150:210] = broken
    here = Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    points = points_of(ranges).in_base(here)
    assert CORRIDOR.clearance_m(points) == pytest.approx(0.0, abs=1e-6)
    assert CORRIDOR.free_way(points, NOBODY, 0.3, 0.0, 0.5).slow_m == 0.0
    assert CORRIDOR.free_way(points, NOBODY, -0.3, 0.0, 0.5).slow_m == 0.5


def test_a_single_nan_takes_the_nearer_neighbour():
    ranges = np.full(360, 5.0)
    ranges[179], ranges[180], ranges[181] = 2.0, np.nan, 3.0
    points = points_of(ranges).in_base(Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    assert points[180] == pytest.approx([2.2, 0.0], abs=1e-6)


def test_nothing_is_missed_by_the_corners_in_a_wide_turn():
    for bearing_rad in np.arange(1.0, 2.2, 0.05):
        point = np.array([[0.315 * math.cos(bearing_rad), 0.315 * math.sin(bearing_rad)]])
        assert CORRIDOR.free_turn(point, 5.7) <= bearing_rad - math.atan2(0.2, 0.25)


def test_nothing_is_missed_on_the_long_way_of_a_fast_robot():
    for ahead_m in np.arange(0.5, 11.0, 0.1):
        free = CORRIDOR.free_way(np.array([[ahead_m, 0.0]]), NOBODY, 5.0, 0.0, 11.3)
        assert free.slow_m <= ahead_m - 0.25 - 0.15 + 0.01
