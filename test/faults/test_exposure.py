import numpy as np
import pytest

from limphome.core import Frame
from limphome.faults.exposure import Banding, ColourShift, Overexposure, Underexposure

RNG = np.random.default_rng


def grey(level):
    return Frame(0.0, np.full((240, 320, 3), level, np.uint8))


@pytest.mark.parametrize("stops", [0.5, 1, 2])
def test_a_stop_too_much_is_twice_the_light(stops):
    image = Overexposure(stops, RNG(0)).corrupt(grey(60), 0.0).image
    assert (image[0, 0, 0] / 60) ** 2.2 == pytest.approx(2**stops, rel=0.03)
    assert (image == image[0, 0, 0]).all()


def test_what_became_white_stays_white():
    assert (Overexposure(5, RNG(0)).corrupt(grey(100), 0.0).image == 255).all()


@pytest.mark.parametrize("stops", [1, 4])
def test_a_stop_too_little_is_half_the_light_under_the_same_noise(stops):
    image = Underexposure(stops, RNG(0)).corrupt(grey(200), 0.0).image.astype(float)
    assert (image.mean() / 200) ** 2.2 == pytest.approx(2.0**-stops, rel=0.03)
    assert image.std() == pytest.approx(1.04, abs=0.05)  # a grey level, and rounding


def test_red_gains_what_blue_loses_or_the_other_way_round_as_the_seed_has_it():
    found = {tuple(ColourShift(0.2, RNG(seed)).corrupt(grey(100), 0.0).image[5, 5].tolist()) for seed in range(20)}
    assert found == {(120, 100, 80), (80, 100, 120)}


def test_bars_have_the_amplitude_asked_for_and_run_right_across():
    image = Banding(0.4, RNG(0)).corrupt(grey(100), 0.3).image
    assert (image == image[:, :1, :1]).all()
    light = (image[:, 0, 0] / 100) ** 2.2
    assert light.max() == pytest.approx(1.4, abs=0.03)
    assert light.min() == pytest.approx(0.6, abs=0.03)


def test_a_picture_shows_as_many_bars_as_the_lamp_flickers_while_it_is_read():
    rows = Banding(0.4, RNG(0)).corrupt(grey(100), 0.0).image[:, 0, 0].astype(float)
    assert np.argmax(np.abs(np.fft.rfft(rows - rows.mean()))) == 3  # 100.7 Hz for 1/30 s


def test_bars_lie_elsewhere_in_the_next_picture():
    fault = Banding(0.4, RNG(0))
    first, second = (fault.corrupt(grey(100), age_s).image[:, 0, 0].astype(float) for age_s in (0.0, 0.1))
    assert np.abs(first - second).mean() > 5
