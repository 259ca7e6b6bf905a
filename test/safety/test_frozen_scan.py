"""Scans that are repeated under new stamps."""

from dataclasses import replace

import numpy as np
from caught import Caught
from rig import MonitorRig

from limphome.core import Mode, topics


class TestScanThatIsRepeated(Caught):
    mode, monitor, within_s, heals_s = Mode.SAFE_STOP, "scan_frozen", 0.3, 1.0

    def break_it(self, rig: MonitorRig) -> None:
        old = rig.ranges.astype(np.float32)
        rig.change[topics.SCAN] = lambda scan: replace(scan, ranges_m=old)


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
