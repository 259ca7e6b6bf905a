"""Beams that are lost or broken: the more of them, the stricter the mode."""

import itertools
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


def lost(beams):
    return lambda scan: replace(scan, ranges_m=np.where(beams, np.inf, scan.ranges_m).astype(np.float32))


SECTOR = np.abs(np.arange(360) - 180) < 45
MOST = np.random.default_rng(3).random(360) < 0.88
SCATTERED = np.arange(360) % 4 == 0


@pytest.mark.parametrize(("beams", "mode"), [(SECTOR, STOP), (MOST, STOP), (SCATTERED, LIMP)])
def test_beams_that_are_lost_for_good_are_caught_and_stay_so_until_they_are_back(beams, mode):
    rig = MonitorRig().started()
    rig.change[topics.SCAN], since_s = lost(beams), rig.now_s
    rig.run(30.0)
    assert rig.reaction_s(since_s) <= 0.35
    assert [mode for _, mode, _ in rig.modes[1:]][-1] is mode
    del rig.change[topics.SCAN]
    rig.run(2.0)
    assert rig.state is Mode.NOMINAL


def beams_that_vary(share, lost):
    """A driver that publishes what a turn gave: now 360 beams, now 361; a ``share`` is lost at random, and those in ``lost``."""
    rng, counts = np.random.default_rng(2), itertools.cycle([360, 361])

    def change(scan):
        count = next(counts)
        degrees = np.arange(count) * 360.0 / count
        ranges = np.interp(degrees, np.arange(360), scan.ranges_m)
        gone = (rng.random(count) < share) | lost(degrees)
        return replace(scan, ranges_m=np.where(gone, np.inf, ranges).astype(np.float32), angle_increment_rad=2 * math.pi / count)

    return change


@pytest.mark.parametrize(
    ("share", "lost"),
    [(0.8, lambda degrees: False), (0.0, lambda degrees: np.abs(degrees - 180) < 45)],
    ids=["often", "for good"],
)
def test_lost_beams_are_caught_though_their_number_varies(share, lost):
    rig = MonitorRig()
    rig.change[topics.SCAN] = beams_that_vary(0.0, lambda degrees: False)
    rig.started().run(2.0)
    assert rig.modes[1:] == [], "nothing is lost"
    since_s = rig.now_s
    rig.change[topics.SCAN] = beams_that_vary(share, lost)
    rig.run(3.0)
    assert rig.reaction_s(since_s) <= 0.35
    assert rig.state is STOP


def test_a_turn_that_began_in_the_middle_lost_nothing():
    rig = MonitorRig()
    rig.ranges = np.where(np.arange(360) < 100, 3.0, np.inf).astype(np.float32)
    rig.change[topics.SCAN] = lambda scan: replace(scan, ranges_m=scan.ranges_m[:100])
    rig.step()
    del rig.change[topics.SCAN]
    rig.started().run(1.0)
    assert rig.modes[1:] == []


def test_a_gap_over_the_seam_of_the_scan_is_one_gap():
    rig = MonitorRig().started()
    rig.change[topics.SCAN] = lost((np.arange(360) < 12) | (np.arange(360) >= 348))
    rig.run(1.0)
    assert rig.state is STOP
    assert "lost side by side" in rig.modes[-1][2][0]


def test_a_thing_that_is_taken_away_is_no_loss_in_a_yard_that_has_little_else():
    rig = MonitorRig()
    wall, thing = np.arange(360) < 60, np.abs(np.arange(360) - 200) < 8
    rig.ranges = np.select([wall, thing], [3.0, 1.0], np.inf).astype(np.float32)
    rig.started()
    rig.ranges = np.where(wall, 3.0, np.inf).astype(np.float32)
    rig.run(3.0)
    assert rig.modes[1:] == []
