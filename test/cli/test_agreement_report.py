from dataclasses import replace

import numpy as np
import pytest

from limphome.cli.report.agreement import differences, story_of
from limphome.cli.report.drive_log import DriveLog, ModeChange, TrackPoint
from limphome.core import Mode

MODES = (
    ModeChange(0.0, Mode.SAFE_STOP, "starting: all"),
    ModeChange(0.6, Mode.NOMINAL),
    ModeChange(4.2, Mode.SAFE_STOP, "scan_stale: 0.2 s old"),
    ModeChange(7.0, Mode.NOMINAL),
)


def log(modes=MODES, **of_end):
    end = TrackPoint(20.0, 10.0, 0.0, 0.0, Mode.NOMINAL, goal_distance_m=0.2)
    return DriveLog("", np.zeros((0, 2)), (replace(end, time_s=0.0), replace(end, **of_end)), tuple(modes), (), ())


def changed(index, **fields):
    return [replace(mode, **fields) if n == index else mode for n, mode in enumerate(MODES)]


def test_drives_agree_whose_reasons_differ_in_numbers_and_times_by_less_than_half_a_second():
    assert differences(log(), log(changed(2, time_s=4.6, reason="scan_stale: 0.3 s old"))) == ()


def test_what_happens_before_the_robot_sets_off_is_not_compared():
    assert differences(log(), log([ModeChange(0.1, Mode.SAFE_STOP, "starting: scan"), *MODES])) == ()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (log(goal_distance_m=0.6), "mission completed, not completed"),
        (log(contacts=1), "contacts 0, 1"),
        (log(MODES[:-1]), "another order of modes"),
        (log(changed(2, reason="lidar_blind: none")), "SAFE_STOP for scan_stale and lidar_blind"),
        (log(changed(3, time_s=7.6)), "NOMINAL at 7.00 s and 7.60 s"),
    ],
)
def test_each_difference_is_said(other, said):
    assert differences(log(), other) == (said,)


def test_story_is_one_line():
    assert story_of(log()) == "4.20 SAFE_STOP scan_stale, 7.00 NOMINAL"
