"""What trips, lets go late, and tells the number that was the trouble."""

import math

import pytest

from limphome.safety.hysteresis import Hysteresis
from limphome.safety.monitors.rate import Rate
from limphome.safety.stream import Stream


def test_while_it_lets_go_the_trouble_is_the_last_value_beyond_the_limit():
    lost = Hysteresis(enter=0.5, leave=0.35, count=1)
    assert [(lost.update(value), lost.trouble) for value in (0.57, 0.49, 0.36)] == [(True, 0.57)] * 3
    assert not lost.update(0.3)


def test_low_values_and_nan_are_told_as_they_came():
    rate = Hysteresis(enter=7.0, leave=7.7, count=1, low=True)
    rate.update(6.0)
    assert rate.trouble == 6.0
    rate.update(math.nan)
    assert math.isnan(rate.trouble)


@pytest.mark.parametrize(
    ("value", "limit", "low", "form", "shown"),
    [
        (6.0, 7.0, True, ".1f", "6.0"),
        (6.96, 7.0, True, ".1f", "6.96"),
        (0.57, 0.5, False, ".0%", "57%"),
        (0.501, 0.5, False, ".0%", "50.1%"),
        (math.nan, 0.5, False, ".0%", "nan%"),
    ],
)
def test_a_number_beside_its_limit_has_digits_enough_to_differ(value, limit, low, form, shown):
    bound = Hysteresis(limit, limit, low=low)
    bound.update(value)
    assert bound.told(form) == shown


def test_a_rate_that_recovers_is_not_told_as_enough():
    stream = Stream()
    rate = Rate("camera_rate", "camera", stream, 7.0)
    for tick in range(7):  # 6 in the last second, then 7
        stream.observe(tick / 6, 0.0)
    assert rate.verdict(1.0).reason == "6.0 Hz, at least 7"
    for tick in range(8):
        stream.observe(1.01 + tick / 7.0, 0.0)
    assert stream.rate_hz(2.01) == 7.0
    assert rate.verdict(2.01).reason == "6.0 Hz, at least 7"
