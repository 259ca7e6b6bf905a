"""A base that does not do what it was told, and wheels that the gyro contradicts."""

import math
from dataclasses import replace

import pytest
from rig import MonitorRig

from limphome.core import Command, Mode, Odometry, topics
from limphome.safety.monitors.base_overspeed import BaseOverspeed, BaseOverspeedConfig

STOP = Mode.SAFE_STOP


def test_a_weak_motor_is_caught_and_named():
    rig = MonitorRig().started()
    rig.asked_mps = rig.speed_mps = 0.8
    rig.run(3.0)
    assert rig.state is Mode.NOMINAL
    since_s, rig.speed_mps = rig.now_s, 0.5
    rig.run(3.0)
    assert rig.reaction_s(since_s) <= 1.5
    assert rig.modes[-1][2][0].startswith("base_tracking:")


def _base(rig, seconds, braking_mps2, acceleration_mps2=1.0):
    """A base that follows ``rig.asked_mps`` with these accelerations."""
    for _ in range(round(seconds * 100)):
        change = rig.asked_mps - rig.speed_mps
        rig.speed_mps += min(max(change, -0.01 * braking_mps2), 0.01 * acceleration_mps2)
        rig.step()


def test_a_base_that_brakes_comfortably_is_well():
    rig = MonitorRig().started()
    for rig.asked_mps in (0.8, 0.3, 0.8, 0.0, -0.3, 0.0):
        _base(rig, 2.0, 1.0)
    assert rig.modes[1:] == []


def test_a_base_that_coasts_on_when_told_to_stop_gets_the_brake_within_half_a_second():
    rig = MonitorRig().started()
    rig.asked_mps = 0.8
    _base(rig, 2.0, 1.0)
    rig.asked_mps, since_s = 0.0, rig.now_s
    _base(rig, 1.0, 0.05)
    reached = [(at - since_s, reasons) for at, mode, reasons in rig.modes if mode is STOP]
    assert reached[0][0] <= 0.5
    assert any(reason.startswith("base_overspeed:") for reason in reached[0][1])


def test_a_base_that_runs_away_whenever_its_brake_is_off_is_let_go_once():
    rig, released, way_m = MonitorRig().started(), [], 0.0
    for _ in range(6000):
        braked = rig.state is STOP
        rig.speed_mps = max(0.0, rig.speed_mps - 0.015) if braked else min(1.0, rig.speed_mps + 0.01)
        way_m += 0.01 * rig.speed_mps
        rig.step()
        if braked and rig.state is not STOP:
            released.append(rig.now_s)
    assert len(released) == 1
    assert way_m < 0.25
    assert "an operator has to look" in rig.modes[-1][2][0]


def test_a_base_in_a_simulator_at_half_of_real_time_is_well():
    """Its brake and its stamps go by the simulator's clock, the commands by both."""
    monitor, v_mps = BaseOverspeed(BaseOverspeedConfig()), 0.0
    for tick in range(3000):
        now_s, asked_mps = 0.01 * tick, 0.8 if tick % 1000 < 600 else 0.0
        v_mps += min(max(asked_mps - v_mps, -0.5 * 0.01), 0.5 * 0.01)
        monitor.observe_command(Command(0.5 * now_s, asked_mps, 0.0), now_s)
        monitor.observe_odometry(Odometry(0.5 * now_s, 0.0, 0.0, 0.0, v_mps, 0.0), now_s)
        assert monitor.verdict(now_s).ok, now_s


def test_a_runaway_base_is_stopped():
    rig = MonitorRig().started()
    rig.speed_mps, since_s = 0.4, rig.now_s
    rig.run(1.0)
    assert rig.reaction_s(since_s) <= 0.3
    assert rig.state is STOP


@pytest.mark.parametrize(
    ("asked_mps", "speed_mps", "turn_radps", "told"),
    [
        (0.3, -0.35, 0.0, "base_overspeed: -0.35 m/s, at most -0.10"),  # it rolls back against its command
        (0.0, 0.0, 3.0, "base_overspeed: 3.00 rad/s, at most 0.50"),  # it turns untold, and the gyro agrees
        (0.0, 0.0, -3.0, "base_overspeed: -3.00 rad/s, at most -0.50"),
    ],
)
def test_a_base_that_moves_as_nobody_told_it_gets_the_brake(asked_mps, speed_mps, turn_radps, told):
    rig = MonitorRig().started()
    rig.asked_mps = rig.speed_mps = asked_mps
    rig.run(2.0)
    rig.speed_mps, rig.turn_radps, since_s = speed_mps, turn_radps, rig.now_s
    rig.run(0.3)
    assert rig.state is STOP
    assert any(reason.startswith(told) for reason in rig.modes[-1][2])
    assert rig.reaction_s(since_s) <= 0.3


def test_a_base_that_turns_as_it_is_told_is_well():
    rig = MonitorRig().started()
    for rig.asked_radps in (1.0, 0.0, -1.0, 1.0, 0.0):
        for _ in range(150):
            change = rig.asked_radps - rig.turn_radps
            rig.turn_radps += min(max(change, -0.02), 0.02)
            rig.step()
    assert rig.modes[1:] == []


def test_wheels_that_stand_against_a_command_stop_for_an_operator():
    rig = MonitorRig().started()
    rig.asked_mps = 0.5
    rig.run(3.0)
    assert rig.state is STOP
    assert rig.modes[-1][2][0].startswith("base_stuck:")
    rig.asked_mps = 0.0
    rig.run(10.0)
    assert rig.state is STOP
    rig.supervisor.reset(rig.now_s)
    rig.run(6.0)
    assert rig.state is Mode.NOMINAL


def test_wheels_that_stand_against_a_command_to_turn_stop_for_an_operator():
    rig = MonitorRig().started()
    rig.asked_radps = 1.0
    rig.run(3.0)
    assert rig.state is STOP
    assert any(reason.startswith("base_stuck:") for reason in rig.modes[-1][2])


@pytest.mark.parametrize(("asked", "turns"), [((0.5, 0.0), 0.45), ((0.0, 1.0), 0.3), ((0.0, 0.45), -0.05)])
def test_a_base_that_turns_otherwise_than_asked_is_told(asked, turns):
    rig = MonitorRig().started()
    rig.asked_mps = rig.speed_mps = asked[0]
    rig.run(1.0)
    rig.asked_radps, rig.turn_radps, since_s = asked[1], turns, rig.now_s
    rig.run(3.2)
    assert rig.modes[1][2][0].startswith("base_tracking: turning rate is")
    assert rig.reaction_s(since_s) <= 3.0


def test_a_reading_that_is_no_number_does_not_blind_the_monitors_of_the_base():
    rig = MonitorRig().started()
    rig.asked_mps = rig.speed_mps = 0.8
    rig.run(2.0)
    rig.change[topics.ODOMETRY] = lambda odometry: replace(odometry, v_mps=math.nan, w_radps=math.nan)
    rig.change[topics.IMU] = lambda imu: replace(imu, angular_velocity_radps=(0.0, 0.0, math.nan))
    rig.run(0.02)
    rig.change.clear()
    rig.run(2.0)
    assert rig.modes[1:] == []
    rig.speed_mps = 0.3
    rig.run(2.0)
    assert rig.modes[1][2][0].startswith("base_tracking: speed is")


def test_a_base_that_stands_because_no_command_comes_is_not_stuck():
    rig = MonitorRig().started()
    rig.asked_mps = rig.speed_mps = 0.5
    rig.run(1.0)
    rig.silent.add(topics.COMMAND)  # the gate's process is gone
    rig.speed_mps = 0.0
    rig.run(5.0)
    assert rig.state is STOP
    assert not any(reason.startswith("base_stuck") for _, _, reasons in rig.modes for reason in reasons)
    rig.silent.clear()
    rig.asked_mps = 0.0
    rig.run(6.0)
    assert rig.state is not STOP


def test_wheels_that_turn_against_the_gyro_are_caught():
    rig = MonitorRig().started()
    since_s = rig.now_s
    rig.change[topics.ODOMETRY] = lambda odometry: Odometry(odometry.stamp_s, 0.0, 0.0, 0.0, 0.0, 0.5)
    rig.run(2.0)
    assert rig.reaction_s(since_s) <= 0.6
    assert "imu_odometry" in rig.modes[1][2][0]


def test_turning_with_both_in_agreement_is_no_fault():
    rig = MonitorRig().started()
    rig.asked_radps = rig.turn_radps = 0.9
    rig.run(5.0)
    assert rig.modes[1:] == []
