"""Beams that are lost or broken: the more of them, the stricter the mode."""

import math
from dataclasses import replace

import numpy as np
import pytest
from rig import MonitorRig

from limphome.core import Mode, topics

LIMP, STOP = Mode.LIMP_HOME, Mode.SAFE_STOP


@pytest.mark.parametrize(("share", "mode"), [(0.3, LIMP), (0.6, STOP), (0.9, STOP), (1.0, STOP)])
def test_lost_beams_are_caught_by_their_share(share, mode):
    rig = MonitorRig().started()
    since_s = rig.now_s
    rng = np.random.default_rng(2)
    rig.change[topics.SCAN] = lambda scan: replace(
        scan, ranges_m=np.where(rng.random(360) < share, np.inf, scan.ranges_m).astype(np.float32)
    )
    rig.run(3.0)
    assert rig.reaction_s(since_s) <= 0.35
    assert rig.state is mode, rig.modes


@pytest.mark.parametrize("broken", [math.nan, -math.inf])
def test_broken_beams_are_caught_though_they_are_not_infinite(broken):
    rig = MonitorRig().started()
    rig.change[topics.SCAN] = lambda scan: replace(
        scan, ranges_m=np.where(np.arange(360) < 240, broken, scan.ranges_m).astype(np.float32)
    )
    rig.run(1.0)
    assert rig.state is STOP
