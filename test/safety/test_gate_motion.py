"""The gate lets the robot move as far as it can stop, and never holds it where it could get away."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rig import GateRig, body_gap, look

from limphome.core import Command, Mode, Odometry, SafetyState, Scan, topics
from limphome.safety.gate import Gate
from limphome.safety.gate_config import GateConfig

WILD = st.floats(allow_nan=True, allow_infinity=True, width=64)


def answer(gate: Gate, now_s: float, nominal: Command, mode: Mode = Mode.NOMINAL, ranges=None, speed: float = 0.0) -> Command:
    """What a gate with fresh inputs makes of one command."""
    ranges = np.full(360, np.inf, np.float32) if ranges is None else ranges
    gate.observe(topics.ODOMETRY, Odometry(now_s, 0.0, 0.0, 0.0, speed, 0.0), now_s, 0.0)
    gate.observe(topics.SCAN, Scan(now_s, ranges), now_s, 0.0)
    gate.observe(topics.SAFETY_STATE, SafetyState(now_s, mode), now_s, 0.0)
    gate.observe(topics.NOMINAL_COMMAND, nominal, now_s, 0.0)
    return gate.command(now_s, now_s)


@given(st.lists(st.tuples(WILD, WILD, st.sampled_from(Mode)), min_size=1, max_size=20))
def test_whatever_is_asked_the_limits_hold_and_nan_never_passes(asked):
    gate, limit = Gate(GateConfig()), {Mode.NOMINAL: 0.8, Mode.LIMP_HOME: 0.3, Mode.SAFE_STOP: 0.0}
    before = Command(0.0, 0.0, 0.0)
    for k, (v, w, mode) in enumerate(asked):
        out = answer(gate, 0.05 * k, Command(0.05 * k, v, w), mode)
        assert out.is_finite
        assert -0.3 - 1e-9 <= out.v_mps <= limit[mode] + 1e-9
        assert abs(out.w_radps) <= (1.0 + 1e-9 if mode < Mode.SAFE_STOP else 0.0)
        assert abs(out.v_mps) <= max(abs(before.v_mps), 0.0) + 0.8 * 0.05 + 1e-9  # never grows faster than allowed
        assert out.v_mps == 0.0 or math.copysign(1.0, out.v_mps) == math.copysign(1.0, v)  # never drives the other way
        before = out


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), min_size=1, max_size=40), st.floats(-0.3, 0.8))
def test_whatever_the_lidar_says_the_answer_is_finite_and_within_limits(ranges, v):
    out = answer(Gate(GateConfig()), 0.0, Command(0.0, v, 0.5), ranges=np.resize(np.array(ranges, np.float32), 360))
    assert out.is_finite
    assert abs(out.v_mps) <= 0.8
    assert abs(out.w_radps) <= 1.0


@given(
    distance_m=st.floats(0.45, 4.0),
    bearing_rad=st.floats(-0.3, 0.3),
    radius_m=st.floats(0.05, 0.5),
    turn_radps=st.floats(-1.0, 1.0),
    v_mps=st.floats(0.05, 0.8),
    delay_s=st.floats(0.0, 0.4),
)
@settings(max_examples=15, deadline=None)
def test_no_standing_thing_is_ever_touched(distance_m, bearing_rad, radius_m, turn_radps, v_mps, delay_s):
    centre = distance_m + radius_m
    rig = GateRig([(centre * math.cos(bearing_rad), centre * math.sin(bearing_rad), radius_m)])
    rig.delays_s, rig.asked = delay_s, (v_mps, turn_radps)
    rig.run(5.0)
    assert rig.smallest_gap > 0.0


@pytest.mark.parametrize("distance_m", [0.45, 0.5, 0.6, 0.69, 0.7, 0.9, 1.0, 1.2, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("delay_s", [0.05, 0.2, 0.4])
def test_it_stops_before_a_wall_of_any_distance(distance_m, delay_s):
    rig = GateRig([(distance_m + 20.0, 0.0, 20.0)])
    rig.delays_s = delay_s
    rig.run(10.0)
    assert rig.smallest_gap >= min(0.13, distance_m - 0.25 - 0.01)
    assert rig.smallest_gap <= max(0.25, distance_m - 0.25), "stays needlessly far away"
    assert abs(rig.v) < 0.02


@pytest.mark.parametrize(("reach_m", "top_mps", "driven_mps"), [(2.0, 3.0, 1.3), (3.5, 3.0, 1.9), (1.0, 0.8, 0.55)])
def test_a_fast_robot_whose_lidar_sees_less_than_it_needs_is_slow_near_a_wall_and_stops_before_it(reach_m, top_mps, driven_mps):
    rig = GateRig([(28.0, 0.0, 20.0)], config=GateConfig(nominal_mps=top_mps))
    rig.reach_m, rig.delays_s, rig.asked = reach_m, 0.4, (top_mps, 0.0)
    rig.run(3.0)
    assert rig.v > driven_mps
    rig.run(14.0)
    assert rig.smallest_gap >= 0.13
    assert max(v for _, v, gap in rig.trail if gap < 0.5) < 0.45
    assert abs(rig.v) < 0.02


def test_a_thing_that_appears_at_full_speed_within_the_stopping_distance_of_the_numbers_is_not_touched():
    """0.69 m is what 0.8 m/s needs with the reaction time of docs/numbers.md, all of it."""
    rig = GateRig().run(3.0)
    rig.delays_s = 0.4
    rig.discs = [(rig.x + 0.25 + 0.69 + 0.3, 0.0, 0.3)]
    rig.run(4.0)
    assert rig.smallest_gap > 0.0


@pytest.mark.parametrize("side_m", [-0.95, -0.75, 0.75, 0.95])
def test_room_is_kept_while_fast(side_m):
    """Passing something sideways: faster than 0.3 m/s only with half a metre of room."""
    rig = GateRig([(3.0, side_m, 0.2)])
    rig.run(12.0)
    near = [v for _, v, gap in rig.trail if gap < 0.48]
    assert rig.x > 4.0
    assert max(near, default=0.0) <= 0.3 + 1e-6 + 0.02


def test_a_free_way_is_not_slowed():
    rig = GateRig([(3.0, 1.0, 0.2), (5.0, -1.0, 0.2)])
    rig.run(8.0)
    assert min(v for at, v, _ in rig.trail if at > 11.5) == pytest.approx(0.8)


def test_approach_to_a_wall_is_smooth():
    """Speed falls steadily; noise of the lidar makes it waver by no more than a few cm/s."""
    rig = GateRig([(23.0, 0.0, 20.0)])
    rig.run(12.0)
    speeds = np.array([v for _, v, _ in rig.trail])
    braking = speeds[speeds.argmax() :]
    assert (braking - np.minimum.accumulate(braking)).max() < 0.05, "it speeds up again while it approaches"


def test_the_limit_does_not_chatter_beside_a_wall_at_the_edge_of_the_room_asked_for():
    rig = GateRig(walls_m=8.0)
    rig.y = 8.0 - 0.2 - 0.5  # exactly half a metre of room
    rig.run(6.0)
    changes = np.abs(np.diff([v for at, v, _ in rig.trail if at > 12.0]))
    assert changes.max() < 0.02


class NeverDeadlocked:
    """The property: beside or before something, the robot gets away by the way that is free."""

    pose = (0.0, 0.0, 0.0)
    asked = (0.0, 0.0)

    def test_it_gets_away(self):
        rig = GateRig(walls_m=4.0)
        rig.x, rig.y, rig.yaw = self.pose
        rig.asked = self.asked
        x, y, yaw = self.pose
        rig.run(5.0)
        moved = math.hypot(rig.x - x, rig.y - y) + abs(rig.yaw - yaw)
        assert moved > 0.3, rig.gate.reason


class TestBeforeAWallItBacksOff(NeverDeadlocked):
    pose, asked = (4.0 - 0.25 - 0.10, 0.0, 0.0), (-0.3, 0.0)


class TestBeforeAWallItTurns(NeverDeadlocked):
    pose, asked = (4.0 - 0.25 - 0.15, 0.0, 0.0), (0.0, 0.8)


class TestBeforeAWallItTurnsThoughAskedToDriveAnArc(NeverDeadlocked):
    pose, asked = (4.0 - 0.25 - 0.15, 0.0, 0.0), (0.4, 0.8)


class TestBesideAWallItDrivesOn(NeverDeadlocked):
    pose, asked = (0.0, 4.0 - 0.20 - 0.06, 0.0), (0.3, 0.0)


class TestBesideAWallItDrivesOnFromTooNear(NeverDeadlocked):
    pose, asked = (0.0, 4.0 - 0.20 - 0.045, 0.0), (0.3, 0.0)


class TestBesideAWallItTurnsAwayNearlyInPlace(NeverDeadlocked):
    pose, asked = (0.0, 4.0 - 0.20 - 0.10, 0.0), (0.02, -0.5)


class TestBeforeAWallItTurnsNearlyInPlace(NeverDeadlocked):
    pose, asked = (4.0 - 0.25 - 0.15, 0.0, 0.0), (0.02, 0.8)


class TestBesideAWallItTurnsAway(NeverDeadlocked):
    pose, asked = (0.0, 4.0 - 0.20 - 0.10, 0.0), (0.3, -0.4)


class TestBesideAWallItBacksOff(NeverDeadlocked):
    pose, asked = (0.0, 4.0 - 0.20 - 0.06, 0.0), (-0.2, 0.0)


class TestInACornerItBacksOut(NeverDeadlocked):
    pose, asked = (4.0 - 0.25 - 0.12, 4.0 - 0.20 - 0.08, 0.0), (-0.3, 0.0)


@pytest.mark.parametrize("gap_m", [0.03, 0.08, 0.12, 0.3])
@pytest.mark.parametrize("direction", [-1.0, 1.0])
def test_turning_in_place_never_touches_what_stands_beside(gap_m, direction):
    rig = GateRig([(0.2, 0.2 + gap_m + 0.1, 0.1)])
    rig.asked = (0.0, direction)
    rig.run(7.0)
    assert rig.smallest_gap > 0.0


def pole_beside(bearing_rad, gap_m):
    """A pole of 6 cm, so far from the body of a robot that stands at the origin."""
    away = next(at for at in np.arange(0.2, 1.0, 0.002) if body_gap(0.0, 0.0, 0.0, [pole(bearing_rad, at)]) >= gap_m)
    return pole(bearing_rad, away)


def pole(bearing_rad, away_m):
    return (away_m * math.cos(bearing_rad), away_m * math.sin(bearing_rad), 0.03)


@pytest.mark.parametrize("v_mps", [-0.03, -0.01, -0.002, 0.002, 0.01, 0.03])
@pytest.mark.parametrize("w_radps", [-0.5, 1.0])
def test_turning_nearly_in_place_never_touches_what_stands_round_the_body(v_mps, w_radps):
    for bearing_rad in np.arange(0.1, 2.0 * math.pi, math.pi / 6.0):
        rig = GateRig([pole_beside(bearing_rad, 0.04)])
        rig.asked = (v_mps, w_radps)
        rig.run(4.0)
        assert rig.smallest_gap > 0.0, f"bearing {bearing_rad:.1f}"


def test_backing_off_never_touches_what_stands_behind():
    rig = GateRig([(-1.2, 0.0, 0.3)])
    rig.asked = (-0.8, 0.0)
    rig.run(6.0)
    assert rig.smallest_gap > 0.1
    assert min(v for _, v, _ in rig.trail) >= -0.3 - 1e-6


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_beams_that_drop_out_at_random_do_not_open_the_way(share):
    rig = GateRig([(2.0, 0.1, 0.15)])
    rig.damage = lambda ranges: np.where(rig.noise.random(360) < share, np.inf, ranges).astype(np.float32)
    rig.run(8.0)
    assert rig.smallest_gap > 0.1


@pytest.mark.parametrize("broken", [math.nan, -math.inf, 0.05])
def test_broken_beams_ahead_count_as_an_obstacle(broken):
    def blind_ahead(ranges):
        ranges = ranges.copy()
        ranges[170:190] = broken
        return ranges

    rig = GateRig()
    rig.damage = blind_ahead
    rig.run(2.0)
    assert rig.out.v_mps == 0.0
    assert "obstacle" in rig.gate.reason


def test_single_invalid_beams_do_not_stop_the_robot():
    def sprinkled(ranges):
        ranges = ranges.copy()
        ranges[::5] = math.nan
        return ranges

    rig = GateRig(walls_m=8.0)
    rig.damage = sprinkled
    assert rig.run(3.0).out.v_mps == pytest.approx(0.8)


@pytest.mark.parametrize("broken", [0, 45, 350], ids=["behind", "at the other side", "behind, at this side"])
def test_one_beam_that_is_broken_takes_no_room_from_the_other_side(broken):
    def damaged(ranges):
        ranges[broken] = -math.inf
        return ranges

    rig = GateRig([(2.0, 0.255, 0.04)])  # a foot whose edge is 0.015 m beside the body's way, at the left
    rig.damage = damaged
    rig.run(9.0)
    assert rig.smallest_gap > 0.1


@pytest.mark.parametrize(("x_m", "yaw_rad"), [(math.nan, 0.0), (math.inf, 0.0), (1e17, 0.0), (0.0, math.nan)])
def test_odometry_that_is_no_number_or_far_beyond_the_world_counts_as_none(x_m, yaw_rad):
    rig = GateRig(walls_m=3.0).run(1.0)
    assert rig.out.v_mps > 0.3
    rig.silent = {topics.ODOMETRY}
    for _ in range(12):
        rig.step()
        rig.gate.observe(topics.ODOMETRY, Odometry(rig.ros_s, x_m, 0.0, yaw_rad, 0.5, 0.0), rig.now_s, 0.0)
    assert rig.gate.command(rig.now_s, rig.ros_s).v_mps == 0.0
    assert rig.gate.reason.startswith("odometry")


@pytest.mark.parametrize("lost", [{"x_m": math.nan}, {"yaw_rad": math.nan}, {"y_m": 1e17}])
def test_a_scan_after_a_pose_that_is_no_place_lies_where_the_robot_was(lost):
    rig = GateRig([(1.0, 0.0, 0.2)]).run(2.0)
    slow_mps = rig.out.v_mps
    here = Odometry(rig.ros_s, rig.x, rig.y, rig.yaw, rig.v, rig.w)
    scan = Scan(rig.ros_s, look(rig.x + 0.2, rig.y, rig.yaw, rig.discs))
    for topic, message in ((topics.ODOMETRY, replace(here, **lost)), (topics.SCAN, scan), (topics.ODOMETRY, here)):
        rig.gate.observe(topic, message, rig.now_s, 0.0)
    assert rig.gate.command(rig.now_s, rig.ros_s).v_mps <= slow_mps + 0.05 < 0.5


def test_a_robot_that_may_not_turn_may_drive_straight_on():
    assert GateRig(config=GateConfig(turn_radps=0.0)).run(3.0).out.v_mps == pytest.approx(0.8)


def test_limp_home_drives_slowly_past_things_and_arrives():
    rig = GateRig([(2.0, 0.6, 0.2)])
    rig.mode = Mode.LIMP_HOME
    rig.run(12.0)
    assert rig.x > 2.5
    assert max(v for _, v, _ in rig.trail) <= 0.3 + 1e-9
    assert rig.smallest_gap >= 0.15


@pytest.mark.parametrize("speed_mps", [0.6, 1.0, 1.4])
@pytest.mark.parametrize(
    ("start_m", "heading"),
    [
        ((3.0, 2.0), -90),
        ((3.0, 3.0), -90),
        ((3.0, 4.0), -90),
        ((3.0, -5.0), 90),
        ((6.0, 0.0), 180),
        ((6.0, 0.5), 180),
        ((6.0, -0.7), 180),
    ],
)
def test_a_person_who_walks_up_finds_the_robot_slow_though_no_camera_told_it(start_m, heading, speed_mps):
    assert nearest_while_fast(GateRig(), start_m, heading, speed_mps) > 0.47


@pytest.mark.parametrize(("start_m", "heading"), [((3.0, 2.0), -120), ((3.0, 0.0), 180), ((2.5, -2.0), 100), ((4.0, 2.0), -140)])
def test_a_walker_of_whom_beams_are_lost_finds_it_slow_too(start_m, heading):
    rig = GateRig()
    rig.damage = lambda ranges: np.where(rig.noise.random(360) < 0.037, np.inf, ranges).astype(np.float32)
    assert nearest_while_fast(rig, start_m, heading, 1.4) > 0.47


@pytest.mark.parametrize(
    ("start_m", "heading", "speed_mps"),
    [((3.0, 2.0), -120, 1.4), ((1.0, -2.0), 70, 1.4), ((4.0, 2.0), -140, 1.4), ((3.0, 2.0), -120, 1.0), ((2.5, -2.0), 100, 0.6)],
)
def test_a_walker_on_two_legs_that_hide_each_other_finds_it_slow_too(start_m, heading, speed_mps):
    assert nearest_while_fast(GateRig(), start_m, heading, speed_mps, legs=True) > 0.47


def two_legs(x, y, heading_rad, walked_m):
    """Shins 0.2 m apart that swing 0.25 m to and fro, a stride every 1.4 m."""
    ahead, swing = (math.cos(heading_rad), math.sin(heading_rad)), 0.25 * math.sin(2 * math.pi * walked_m / 1.4)
    return [
        (x + side * (swing * ahead[0] - 0.1 * ahead[1]), y + side * (swing * ahead[1] + 0.1 * ahead[0]), 0.06) for side in (1, -1)
    ]


def nearest_while_fast(rig, start_m, heading, speed_mps, legs=False):
    """Room while faster than 0.3 m/s; the walker halts 0.4 m from the robot unless already past it."""
    rig.run(2.0)
    x, y = rig.x + start_m[0], start_m[1]
    vx, vy = speed_mps * math.cos(math.radians(heading)), speed_mps * math.sin(math.radians(heading))
    fast_and_near, walked_m = [math.inf], 0.0
    for _ in range(700):
        if body_gap(rig.x, rig.y, rig.yaw, [(x, y, 0.22)]) > 0.4 or vx * (rig.x - x) + vy * (rig.y - y) < 0:
            x, y, walked_m = x + 0.01 * vx, y + 0.01 * vy, walked_m + 0.01 * speed_mps
        rig.discs = two_legs(x, y, math.radians(heading), walked_m) if legs else [(x, y, 0.22)]
        rig.step()
        if rig.v > 0.33:
            fast_and_near.append(body_gap(rig.x, rig.y, rig.yaw, rig.discs))
    return min(fast_and_near)


def test_persons_are_looked_for_as_far_and_as_long_as_the_robot_takes_to_slow_down():
    assert GateConfig().looks_ahead_s == (0.25, 0.5, 0.75, 1.0)
    assert GateConfig().walkers_within_m == 5.0
    fast = GateConfig(nominal_mps=2.0)
    assert fast.looks_ahead_s[-1] >= fast.reaction_s + 1.7 / fast.braking_mps2
    assert fast.walkers_within_m == pytest.approx(2.0 * 0.6 + 4.0 / 3.0 + 1.4 * (0.6 + 2.0 / 1.5) + 0.5)
