"""Where the lidar looks, the gate lets the robot drive, and how fast it may there."""

import math

import numpy as np
import pytest
from rig import driven

from limphome.core import Command, Mode
from limphome.safety.gate import Gate
from limphome.safety.gate_config import GateConfig

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
