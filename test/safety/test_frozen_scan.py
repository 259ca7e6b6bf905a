"""Scans that are repeated under new stamps."""

from dataclasses import replace

import numpy as np
import pytest
from caught import Caught
from rig import MonitorRig, look

from limphome.core import Mode, topics


class TestScanThatIsRepeated(Caught):
    mode, monitor, within_s, heals_s = Mode.SAFE_STOP, "scan_frozen", 0.3, 1.0

    def break_it(self, rig: MonitorRig) -> None:
        old = rig.ranges.astype(np.float32)
        rig.change[topics.SCAN] = lambda scan: replace(scan, ranges_m=old)


@pytest.mark.parametrize("times", [2, 3, 4])
def test_scans_that_come_again_and_again_with_new_ones_in_between_are_old(times):
    rig, kept = MonitorRig().started(), []

    def repeated(scan):
        kept.append(scan.ranges_m if len(kept) % times == 0 else kept[-1])
        return replace(scan, ranges_m=kept[-1])

    rig.change[topics.SCAN], since_s = repeated, rig.now_s
    rig.run(1.5)
    assert rig.state is Mode.SAFE_STOP
    assert rig.modes[1][2][0].endswith("again and again")
    assert rig.reaction_s(since_s) <= 16 * 0.05 + 0.1
    rig.change.clear()
    rig.run(1.5)
    assert rig.state is Mode.NOMINAL


def test_a_scan_that_comes_twice_now_and_then_is_no_old_one():
    rig, kept = MonitorRig().started(), []

    def repeated(scan):
        kept.append(kept[-1] if len(kept) % 3 == 2 else scan.ranges_m)
        return replace(scan, ranges_m=kept[-1])

    rig.change[topics.SCAN] = repeated
    rig.run(5.0)
    assert rig.modes[1:] == []


def test_half_of_a_merged_scan_that_repeats_is_told():
    rig = MonitorRig().started()
    old, since_s = rig.ranges[:180].astype(np.float32), rig.now_s
    rig.change[topics.SCAN] = lambda scan: replace(scan, ranges_m=np.concatenate([old, scan.ranges_m[180:]]))
    rig.run(0.5)
    assert rig.reaction_s(since_s) <= 0.3
    assert "50% of the beams, side by side" in rig.modes[1][2][0]


def test_a_wall_nearby_that_a_lidar_of_5_cm_steps_tells_as_one_range_is_not_frozen():
    rig, near = MonitorRig(), look(0.0, 0.0, 0.0, (), 0.54)
    rig.change[topics.SCAN] = lambda scan: replace(scan, ranges_m=np.round((near + rig.rng.normal(0, 0.006, 360)) * 20) / 20)
    rig.run(6.0)
    assert rig.state is Mode.NOMINAL


def test_an_empty_yard_is_not_frozen():
    rig = MonitorRig()
    rig.ranges = np.full(360, np.inf, np.float32)
    rig.ranges[:60] = 3.0
    rig.run(3.0)
    assert not [reason for _, _, reasons in rig.modes for reason in reasons if reason.startswith("scan_frozen")]


def test_a_lidar_that_tells_ranges_in_steps_of_5_cm_most_of_them_twice_the_same_is_not_frozen():
    rig = MonitorRig().started()
    rig.change[topics.SCAN] = lambda scan: replace(scan, ranges_m=np.round(scan.ranges_m * 20) / 20)
    rig.run(10.0)
    assert rig.modes[1:] == []
