"""How fast the gate lets the robot drive for what its lidar sees."""

import math

import numpy as np
import pytest
from rig import driven

from limphome.core import Command
from limphome.safety.gate import Gate
from limphome.safety.gate_config import GateConfig


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
