import numpy as np
import pytest

from limphome.core import Frame
from limphome.faults.weather import AIRLIGHT, MUD, Dirt, Fog, Rain

RNG = np.random.default_rng


@pytest.fixture
def checkers():
    """Squares of 8 px, dark and bright, with no noise of their own."""
    rows, columns = np.indices((240, 320)) // 8
    return Frame(0.0, np.repeat(np.where((rows + columns) % 2, 200, 40).astype(np.uint8)[:, :, None], 3, axis=2))


def changed(fault, frame, age_s=0.0):
    """Where a picture is another one, (height, width)."""
    return (fault.corrupt(frame, age_s).image != frame.image).any(axis=2)


@pytest.mark.parametrize("covered", [0.05, 0.2, 0.6])
def test_mud_covers_what_was_asked_for(covered):
    image = Dirt(covered, RNG(0)).corrupt(Frame(0.0, np.full((240, 320, 3), 200, np.uint8)), 0.0).image.astype(float)
    mud = (200 - image) / (200 - np.array(MUD))
    assert covered - 0.01 < mud.mean() < covered + 0.06  # the last spot may be too much


def test_spots_of_mud_have_soft_rims(checkers):
    image = Dirt(0.2, RNG(0)).corrupt(Frame(0.0, np.full((240, 320, 3), 200, np.uint8)), 0.0).image[:, :, 0]
    assert ((image > MUD[0] + 15) & (image < 185)).mean() > 0.02


def test_mud_stays_where_it_is_under_a_noise_that_does_not(checkers):
    fault = Dirt(0.2, RNG(0))
    first, second = (fault.corrupt(checkers, age_s).image for age_s in (0.0, 5.0))
    assert np.abs(first.astype(int) - second).max() < 12
    assert (first != second).any()


def test_more_mud_is_the_same_spots_and_more(checkers):
    some, more = (changed(Dirt(covered, RNG(3)), checkers) for covered in (0.1, 0.35))
    assert (some & ~more).mean() < 0.001
    assert more.mean() > some.mean() + 0.1


@pytest.mark.parametrize("left", [0.75, 0.3, 0.05])
def test_fog_leaves_that_much_contrast_and_adds_its_own_light(checkers, left):
    image = Fog(left, RNG(0)).corrupt(checkers, 0.0).image.astype(float)
    dark, bright = (image[checkers.image[:, :, 0] == level].mean(axis=0) for level in (40, 200))
    assert bright - dark == pytest.approx(160 * left, abs=1.5)
    assert dark == pytest.approx(40 * left + (1 - left) * np.array(AIRLIGHT), abs=1.5)


def test_the_sensor_behind_the_fog_is_as_noisy_as_ever():
    flat = Frame(0.0, np.full((240, 320, 3), 90, np.uint8))
    assert Fog(0.05, RNG(0)).corrupt(flat, 0.0).image.std(axis=(0, 1)) == pytest.approx(1.04, abs=0.1)


def test_drops_smear_what_lies_behind_them_and_nothing_else(checkers):
    out = Rain(0.2, RNG(0)).corrupt(checkers, 0.0).image
    behind = (out != checkers.image).any(axis=2)
    assert 0.15 < behind.mean() < 0.25  # some overlap
    assert out[behind].std() < 0.3 * checkers.image.std()


def test_a_drop_is_as_noisy_as_the_sensor_behind_it():
    flat = Frame(0.0, np.full((240, 320, 3), 90, np.uint8))
    out = Rain(0.8, RNG(0)).corrupt(flat, 0.0).image
    assert out[changed(Rain(0.8, RNG(0)), flat)].std() > 0.9


def test_more_rain_is_more_drops(checkers):
    areas = [changed(Rain(covered, RNG(0)), checkers).mean() for covered in (0.05, 0.2, 0.8)]
    assert areas[0] < areas[1] < areas[2]


def test_drops_run_down_and_come_again(checkers):
    fault = Rain(0.1, RNG(0))
    masks = [changed(fault, checkers, age_s) for age_s in (0.0, 0.5, 30.0)]
    assert (masks[0] ^ masks[1]).any()
    assert (masks[0] ^ changed(fault, checkers, 0.01)).mean() < 0.01, "the same drops, a little lower"
    assert masks[2].mean() > 0.03


@pytest.mark.parametrize("make", [Dirt, Fog, Rain])
def test_pictures_of_another_size_are_met_anew(make):
    fault = make(0.3, RNG(0))
    for height, width in ((240, 320), (120, 200), (48, 64)):
        frame = Frame(0.0, np.full((height, width, 3), 90, np.uint8))
        assert fault.corrupt(frame, 0.0).image.shape == frame.image.shape
        assert (frame.image == 90).all(), "a picture is shared: nothing may be written into it"
