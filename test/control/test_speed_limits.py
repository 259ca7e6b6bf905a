from dataclasses import replace

import numpy as np
import pytest

from limphome.control.clearance_map import ClearanceMap
from limphome.control.pilot_config import PilotConfig
from limphome.control.side_paths import side_paths
from limphome.control.smooth_path import SmoothPath
from limphome.control.speed_limits import past_persons, past_things, seconds_for
from limphome.core import Route

CONFIG = PilotConfig()
PATHS = side_paths(SmoothPath(Route(np.array([[0.0, 0], [20, 0]]))), 0, 0.0, 0.0, 2.0)
STRAIGHT = int(np.argmin(np.abs(PATHS.ends_m)))


def things(*points):
    return ClearanceMap(np.array(points, float).reshape(-1, 2), np.zeros(2))


def straight(around, goal_m=20.0):
    return past_things(PATHS, around, goal_m, 0.8, CONFIG)[STRAIGHT]


def persons(position, velocity):
    speed, margin = past_persons(PATHS, np.array([position], float), np.array([velocity], float), 0.8, CONFIG)
    return speed[STRAIGHT], margin[STRAIGHT]


def test_free_way_is_driven_at_full_speed():
    assert straight(things()) == pytest.approx(np.full(41, 0.8))


def test_speed_lets_it_brake_comfortably_before_a_block():
    speed = straight(things([2.5, 0.0]))
    block = int(np.argmax(speed <= 0.0))
    assert 1.8 < block * 0.1 < 2.1
    left = (block - np.arange(block)) * 0.1
    assert (speed[:block] ** 2 / 2 / CONFIG.deceleration_mps2 <= left + 1e-6).all()
    assert (speed[block:] == 0).all()


@pytest.mark.parametrize("gap", [0.05, 0.2, 0.27])
def test_right_before_a_wall_there_is_no_speed_at_all(gap):
    wall = [[0.25 + gap, y] for y in np.arange(-4, 4, 0.05)]
    assert straight(things(*wall))[0] == 0.0


def test_nothing_counts_behind_the_goal():
    assert straight(things([2.5, 0.0]), goal_m=1.5)[0] == pytest.approx(0.8)


def test_narrow_place_is_passed_slowly():
    speed = straight(things([2.0, 0.55], [2.0, -0.55]))
    assert 0.3 < speed[20] < 0.55
    assert speed[0] > speed[20]


def test_who_stands_too_close_may_only_leave():
    beside = past_things(PATHS, things([0.1, 0.35]), 20.0, 0.8, CONFIG)
    away, towards = PATHS.ends_m < -0.5, PATHS.ends_m > 0.5
    assert (beside[away, 0] > 0).any()
    assert (beside[towards, 5] == 0).all()


def test_block_costs_more_than_a_detour():
    around = things([2.0, 0.0])
    seconds = seconds_for(PATHS, past_things(PATHS, around, 20.0, 0.8, CONFIG))
    assert seconds[STRAIGHT] > seconds.min() + 10


def test_far_person_does_not_matter():
    assert persons([6.0, 2.5], [0.0, 0.0])[0] == pytest.approx(0.8)


def test_standing_person_in_the_way_is_not_driven_at():
    speed, margin = persons([1.5, 0.0], [0.0, 0.0])
    assert speed <= 0.3
    assert margin >= CONFIG.person_slow_clearance_m


def test_person_who_crosses_in_front_is_waited_for():
    assert persons([1.8, -1.5], [0.0, 1.2])[0] <= 0.3


def test_person_who_walks_away_is_not_waited_for():
    assert persons([1.8, 1.0], [0.0, 1.2])[0] == pytest.approx(0.8)


def test_too_close_to_a_person_it_never_creeps_nearer():
    assert persons([0.6, 0.0], [0.0, 0.0])[0] == 0.0
    beside = past_persons(PATHS, np.array([[-0.5, 0.3]]), np.zeros((1, 2)), 0.8, CONFIG)[0]
    assert 0.0 < beside[STRAIGHT] <= 0.3


def test_a_wider_robot_does_not_pass_where_the_rover_does():
    around, wide = things([2.0, 0.55], [2.0, -0.55]), replace(CONFIG, half_width_m=0.4)
    assert past_things(PATHS, around, 20.0, 0.8, wide)[STRAIGHT][20] == 0.0


def test_a_longer_robot_keeps_clear_of_who_stands_beside_its_way():
    at, still = np.array([[1.5, 0.95]]), np.zeros((1, 2))
    margins = [past_persons(PATHS, at, still, 0.8, replace(CONFIG, hull_radius_m=radius))[1][STRAIGHT] for radius in (0.27, 0.5)]
    assert margins[0] - margins[1] == pytest.approx(0.23)
