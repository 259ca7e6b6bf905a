"""The base follows commands, and its brake follows nobody but its own clock."""

import math

import pytest

from limphome.core import Command, Mode, SafetyState


@pytest.fixture
def rover(make_world, blind):
    return blind(make_world(("rover", 0, 0, 0)))


def _stop_distance(simulator, act):
    """Distance and time from the moment that the brake engages to standstill."""
    act()
    while not simulator.base.is_braked(simulator.time_s):
        simulator.advance(simulator.time_s + 0.01)
    start, began_s = simulator.truth(), simulator.time_s
    assert start.v_mps > 0.78
    while simulator.truth().v_mps > 0.01:
        simulator.advance(simulator.time_s + 0.01)
        assert simulator.time_s < began_s + 2.0
    return simulator.truth().x_m - start.x_m, simulator.time_s - began_s


def test_rover_drives_at_the_speed_it_is_told(rover, drive):
    drive(rover, 0.8, 0.0, 2.0)
    before = rover.truth()
    drive(rover, 0.8, 0.0, 2.0)
    assert (rover.truth().x_m - before.x_m) / 2.0 == pytest.approx(0.8, rel=0.02)
    assert abs(rover.truth().y_m) < 0.01


@pytest.mark.parametrize("w_radps", [1.0, -1.0, 0.4])
def test_rover_turns_at_the_rate_it_is_told(rover, drive, w_radps):
    drive(rover, 0.0, w_radps, 1.0)
    before = rover.truth().yaw_rad
    drive(rover, 0.0, w_radps, 1.0)
    turned = math.remainder(rover.truth().yaw_rad - before, 2 * math.pi)
    assert turned == pytest.approx(w_radps, rel=0.03)


def test_rover_accelerates_and_brakes_comfortably(rover, drive):
    drive(rover, 0.8, 0.0, 0.5)
    assert rover.truth().v_mps == pytest.approx(0.5, abs=0.05)
    drive(rover, 0.8, 0.0, 1.0)
    drive(rover, 0.0, 0.0, 0.4)
    assert rover.truth().v_mps == pytest.approx(0.4, abs=0.05)


def test_silence_engages_the_brake_after_a_quarter_second(rover, drive):
    drive(rover, 0.8, 0.0, 2.0)
    last_s = rover.time_s
    rover.command(Command(last_s, 0.8, 0.0), last_s)
    rover.advance(last_s + 0.24)
    assert not rover.base.is_braked(rover.time_s)
    rover.advance(last_s + 0.26)
    assert rover.base.is_braked(rover.time_s)


@pytest.mark.parametrize("cause", ["silence", "safe_stop"])
@pytest.mark.parametrize("motor_scale", [1.0, 1.6])
def test_brake_gives_what_is_guaranteed(rover, drive, cause, motor_scale):
    drive(rover, 0.8, 0.0, 2.0)
    rover.base.motor_scale = motor_scale  # no fault of the motors reaches the brake
    act = {"silence": lambda: None, "safe_stop": lambda: rover.safety_state(SafetyState(rover.time_s, Mode.SAFE_STOP))}[cause]
    distance, duration = _stop_distance(rover, act)
    assert distance <= 0.8**2 / 2 / 1.5
    assert duration <= 0.8 / 1.5 + 0.01


def test_safe_stop_holds_against_commands_until_it_is_lifted(rover, drive):
    rover.safety_state(SafetyState(0.0, Mode.SAFE_STOP))
    drive(rover, 0.8, 0.5, 2.0)
    assert rover.truth().distance_m < 0.01
    rover.safety_state(SafetyState(rover.time_s, Mode.LIMP_HOME))
    drive(rover, 0.3, 0.0, 2.0)
    assert rover.truth().v_mps == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_command_that_is_not_finite_counts_as_silence(rover, drive, bad):
    drive(rover, 0.8, 0.0, 2.0)
    drive(rover, bad, 0.0, 1.2)
    assert abs(rover.truth().v_mps) < 0.01


def test_base_is_braked_before_the_first_command(rover):
    assert rover.base.is_braked(0.0)
    rover.advance(1.0)
    assert rover.truth().distance_m < 0.005


def test_weaker_motors_drive_slower(rover, drive):
    speeds = []
    for scale in (1.0, 0.6, 0.3, 0.1):
        rover.base.motor_scale = scale
        drive(rover, 0.8, 0.0, 2.0)
        speeds.append(rover.truth().v_mps)
    assert speeds == sorted(speeds, reverse=True)
    assert speeds[0] > 0.78
    assert speeds[-1] < 0.15
