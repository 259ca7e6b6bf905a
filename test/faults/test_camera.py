import numpy as np
import pytest

from limphome.core import Frame
from limphome.faults.camera import Blackout, Blur, ClockOffset, Freeze, Noise, RateDrop

RNG = np.random.default_rng


def test_freeze_repeats_the_picture_with_fresh_stamps(frames):
    freeze = Freeze(1.0, RNG(0))
    out = [freeze.corrupt(frame, frame.stamp_s) for frame in frames]
    assert out[0] is frames[0]
    assert [frame.stamp_s for frame in out] == [frame.stamp_s for frame in frames]
    assert all(np.array_equal(frame.image, frames[0].image) for frame in out)


def test_freeze_lets_go_in_the_gaps_and_holds_another_picture_next_time(frames):
    freeze = Freeze(0.4, RNG(0))
    out = [freeze.corrupt(frame, 2 * frame.stamp_s + 1e-9) for frame in frames]  # every 0.2 s of the fault's age
    changed = [k for k, (one, two) in enumerate(zip(frames, out)) if one is not two]
    assert changed == [1, 2, 3, 11, 12, 13]
    assert np.array_equal(out[12].image, frames[10].image)


def test_blackout_is_black_for_its_share(frames):
    blackout = Blackout(0.4, RNG(0))
    black = [not blackout.corrupt(frame, frame.stamp_s + 1e-9).image.any() for frame in frames]
    assert black == [True] * 8 + [False] * 12


@pytest.mark.parametrize("sigma", [0.08, 0.38])
def test_noise_has_the_sigma_asked_for(sigma):
    grey = Frame(0.0, np.full((240, 320, 3), 128, np.uint8))
    image = Noise(sigma, RNG(0)).corrupt(grey, 0.0).image.astype(float)
    clipped = np.clip(RNG(5).normal(128, 255 * sigma, image.size), 0, 255)
    assert image.std() == pytest.approx(clipped.std(), rel=0.02)
    assert image.mean() == pytest.approx(128, abs=1)
    assert grey.image.std() == 0


def test_noise_is_new_in_every_frame(frames):
    noise = Noise(0.08, RNG(0))
    first, second = (noise.corrupt(frames[0], 0.0).image for _ in range(2))
    assert (first != second).mean() > 0.9


def test_blur_spreads_an_edge_by_its_sigma():
    image = np.zeros((60, 80, 3), np.uint8)
    image[:, 40:] = 255
    row = Blur(3.0, RNG(0)).corrupt(Frame(0.0, image), 0.0).image[30, :, 0].astype(float)
    spread = np.diff(row / 255)
    columns = np.arange(79) - (np.arange(79) * spread).sum()
    assert np.sqrt((columns**2 * spread).sum()) == pytest.approx(3.0, rel=0.1)


@pytest.mark.parametrize(("interval_s", "kept"), [(0.2, 10), (0.3, 7), (0.5, 4), (1.0, 2), (2.0, 1)])
def test_rate_drop_keeps_that_many_frames_of_two_seconds(frames, interval_s, kept):
    fault = RateDrop(interval_s, RNG(0))
    assert sum(fault.corrupt(frame, frame.stamp_s) is not None for frame in frames) == kept


def test_rate_drop_bears_jitter(frames):
    fault = RateDrop(0.2, RNG(0))
    jitter = RNG(3).uniform(-0.005, 0.005, 20)
    out = [fault.corrupt(Frame(frame.stamp_s + dt, frame.image), frame.stamp_s) for frame, dt in zip(frames, jitter)]
    assert sum(frame is not None for frame in out) == 10


def test_rate_drop_passes_a_frame_after_the_clock_went_back(frames):
    fault = RateDrop(2.0, RNG(0))
    assert fault.corrupt(frames[19], 0.0) is not None
    assert fault.corrupt(frames[0], 0.1) is not None


def test_a_late_clock_stamps_pictures_as_older_than_they_are(frames):
    late = ClockOffset(0.2, RNG(0)).corrupt(frames[5], 0.0)
    assert late.stamp_s == pytest.approx(frames[5].stamp_s - 0.2)
    assert late.image is frames[5].image
