"""Reasons are told again when they are others, not when they flicker or only count."""

import pytest

from limphome.nodes.settled_reasons import SettledReasons

SCAN, IMU = ("scan_stale: nothing received yet",), ("imu_stale: nothing received yet",)


@pytest.fixture
def changes():
    """The moments at which a sequence of (time [s], reasons) is told again, after ``told``."""

    def changes(told, *heard):
        reasons = SettledReasons()
        reasons.told(told)
        return [now_s for now_s, text in heard if reasons.have_changed(text, now_s)]

    return changes


def test_others_are_told_once_when_they_have_stayed_for_half_a_second(changes):
    assert changes(SCAN, (1.0, IMU), (1.3, IMU), (1.5, IMU), (1.6, IMU), (9.0, IMU)) == [1.5]


def test_a_flicker_is_not_told(changes):
    assert changes(SCAN, (1.0, IMU), (1.4, SCAN), (2.0, SCAN), (2.1, IMU), (2.5, SCAN), (3.5, SCAN)) == []


def test_a_number_that_grows_is_no_other_reason(changes):
    assert changes(("scan: 0.26 s old",), *((t / 10, (f"scan: {t / 10} s old",)) for t in range(3, 30))) == []


def test_their_order_does_not_count(changes):
    assert changes(SCAN + IMU, (1.0, IMU + SCAN), (2.0, IMU + SCAN)) == []


def test_none_any_more_is_told(changes):
    assert changes(SCAN, (1.0, ()), (1.5, ())) == [1.5]
