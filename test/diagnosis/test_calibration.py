import numpy as np
import pytest

from limphome.diagnosis.bounds import poisson_upper, wilson
from limphome.diagnosis.calibration import (
    calibration_floor,
    calibration_interval,
    expected_calibration_error,
    fit_temperature,
)
from limphome.diagnosis.softmax import softmax


def test_the_temperature_undoes_overconfidence():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(4000, 4))
    y = np.array([rng.choice(4, p=p) for p in softmax(logits)])
    assert fit_temperature(3 * logits, y, np.ones(4000)) == pytest.approx(3.0, rel=0.15)


def test_calibration_error_is_the_gap_between_said_and_true():
    assert expected_calibration_error(np.full(100, 0.9), np.arange(100) < 90) == pytest.approx(0.0)
    assert expected_calibration_error(np.full(100, 0.9), np.arange(100) < 50) == pytest.approx(0.4)


def test_a_perfect_ranker_shows_an_error_that_shrinks_with_the_cases():
    rng = np.random.default_rng(1)
    few, many = (calibration_floor(rng.uniform(0.3, 1.0, n), rng) for n in (100, 2000))
    assert 0.03 < few < 0.12
    assert many < 0.5 * few


def test_the_interval_holds_the_error():
    rng = np.random.default_rng(2)
    confidence, correct = np.full(300, 0.9), rng.random(300) < 0.7
    low, high = calibration_interval(confidence, correct, rng)
    assert low < expected_calibration_error(confidence, correct) < high


def test_wilson_bounds_are_the_published_ones():
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-3)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-3)
    assert wilson(0, 0) == (0.0, 1.0)


def test_poisson_upper_bounds_are_the_published_ones():
    assert poisson_upper(0) == pytest.approx(2.996, abs=1e-3)
    assert poisson_upper(1) == pytest.approx(4.744, abs=1e-3)
    assert poisson_upper(10) == pytest.approx(16.962, abs=1e-3)
