"""Where the lidar looks, the gate lets the robot drive, and how fast it may there."""

import math

import numpy as np
import pytest

from limphome.core import Command, Mode, Odometry, SafetyState, Scan, topics
from limphome.safety.gate import Gate
from limphome.safety.gate_config import GateConfig


def driven(
    gate: Gate, nominal: Command, angles: np.ndarray, ranges, mode=Mode.NOMINAL, from_s=0.0, seconds=2.0, **scan_of
) -> Command:
    """What is given after so many seconds of fresh inputs with a scan of these beams."""
    out = nominal
    for now_s in np.arange(from_s, from_s + seconds, 0.05):
        scan = Scan(now_s, ranges, float(angles[0]), float(angles[1] - angles[0]) if len(angles) > 1 else 0.01, **scan_of)
        gate.observe(topics.ODOMETRY, Odometry(now_s, 0.0, 0.0, 0.0, 0.0, 0.0), now_s, 0.0)
        gate.observe(topics.SCAN, scan, now_s, 0.0)
        gate.observe(topics.SAFETY_STATE, SafetyState(now_s, mode), now_s, 0.0)
        gate.observe(topics.NOMINAL_COMMAND, nominal, now_s, 0.0)
        out = gate.command(now_s, now_s)
    return out


FRONT = np.radians(np.arange(-135.0, 135.0))


@pytest.mark.parametrize(
    ("angles", "v_mps", "given_mps"),
    [
        (FRONT, 0.8, 0.8),
        (FRONT, -0.3, 0.0),
        (np.radians(np.arange(-60.0, 25.0)), 0.8, 0.0),
        (np.radians(np.arange(-25.0, 60.0)), 0.8, 0.0),
        (np.radians(np.arange(-35.0, 36.0)), 0.8, 0.8),
        (FRONT + math.pi, 0.8, 0.0),
        (FRONT + math.pi, -0.3, -0.3),
        (np.radians(np.arange(90.0, 180.0)), 0.8, 0.0),
        (np.radians(np.arange(-180.0, 180.0)), -0.3, -0.3),
        (np.radians(np.arange(-180.0, 179.0)), -0.3, -0.3),
        (np.radians(np.arange(-180.0, 175.0)), -0.3, 0.0),
        (np.radians(np.arange(-180.0, 180.0, 10.0)), 0.8, 0.0),
        (np.zeros(1), 0.8, 0.0),
    ],
)
def test_it_drives_only_where_beams_look(angles, v_mps, given_mps):
    gate = Gate(GateConfig())
    assert driven(gate, Command(0.0, v_mps, 0.0), angles, np.full(len(angles), np.inf, np.float32)).v_mps == given_mps
    if given_mps == 0.0:
        assert gate.reason.startswith("no beam of the lidar looks " + ("ahead" if v_mps > 0 else "back"))
        assert driven(gate, Command(0.0, 0.0, 0.5), angles, np.full(len(angles), np.inf, np.float32)).w_radps == 0.5


@pytest.mark.parametrize(
    ("range_max_m", "asked_mps", "given_mps"),
    [
        (12.0, 5.0, 5.0),
        (3.5, 5.0, 2.222),  # down to 0.3 m/s 2.95 m before it: 0.6 s and 1.5 m/s^2
        (3.5, -5.0, 2.024),  # the lidar stands ahead of the middle
        (1.0, 5.0, 0.6),
        (0.5, 5.0, 0.3),  # 0.3 m before it it can stand from 0.41 m/s, and has to be slow all the time
        (0.1, 5.0, 0.0),  # no farther than it begins to see
        (0.0, 5.0, 0.0),
    ],
)
def test_it_drives_no_faster_than_it_can_stop_in_what_the_lidar_sees(range_max_m, asked_mps, given_mps):
    gate, beams = Gate(GateConfig(nominal_mps=5.0, reverse_mps=5.0)), np.radians(np.arange(-180.0, 180.0))
    nominal, free = Command(0.0, asked_mps, 0.0), np.full(360, np.inf, np.float32)
    out = driven(gate, nominal, beams, free, seconds=8.0, range_max_m=range_max_m)
    assert out.v_mps == pytest.approx(math.copysign(given_mps, asked_mps), abs=1e-3)
    assert gate.reason.startswith("the lidar sees" if given_mps < 5.0 else "")


def test_limping_is_never_faster_than_nominal():
    gate = Gate(GateConfig(nominal_mps=0.2))
    beams = np.radians(np.arange(-180.0, 180.0))
    assert driven(gate, Command(0.0, 0.8, 0.0), beams, np.full(360, np.inf, np.float32), Mode.LIMP_HOME).v_mps == 0.2


def test_a_gate_that_begins_again_lets_speed_grow_from_nothing():
    gate = Gate(GateConfig())
    beams, free = np.radians(np.arange(-180.0, 180.0)), np.full(360, np.inf, np.float32)
    assert driven(gate, Command(0.0, 0.8, 0.0), beams, free).v_mps == 0.8
    gate.stand(10.0)
    assert driven(gate, Command(10.05, 0.8, 0.0), beams, free, from_s=10.05, seconds=0.01).v_mps <= 0.8 * 0.05 + 1e-9
