"""What is measured on streams, pictures and scans: each number against a case where it is known."""

import math

import cv2
import numpy as np
import pytest
from rig import look, yard_picture

from limphome.core import Frame, Odometry, Scan
from limphome.safety.hysteresis import Hysteresis
from limphome.safety.image_statistics import ImageStatistics
from limphome.safety.lone_things import Walkers, lone_things
from limphome.safety.scan_statistics import ScanStatistics
from limphome.safety.stream import Stream


def stream_of(*arrivals, age_s=0.01):
    stream = Stream()
    for at in arrivals:
        stream.observe(at, age_s)
    return stream


def test_a_stream_knows_rate_longest_gap_and_age():
    stream = stream_of(*np.arange(0, 2.0, 0.1), 2.3)
    assert stream.metrics(2.3) == pytest.approx({"rate_hz": 7.0, "interval_max_s": 0.4, "interval_min_s": 0.1, "age_s": 0.01})


def test_a_stream_has_no_rate_before_it_was_watched_for_a_window():
    assert "rate_hz" not in stream_of(0.0, 0.1).metrics(0.5)
    assert Stream().metrics(5.0) == {}


def test_the_shortest_gap_tells_a_slow_sensor_from_lost_messages():
    slow, lossy = stream_of(0.0, 0.3, 0.6, 0.9), stream_of(0.0, 0.1, 0.4, 0.5, 0.9)
    assert slow.interval_min_s(1.0) == pytest.approx(0.3)
    assert lossy.interval_min_s(1.0) == pytest.approx(0.1)
    assert lossy.interval_min_s(3.0) == pytest.approx(2.1), "nothing came: as long as the silence"


def test_silence_counts_as_a_gap_and_as_age_while_it_lasts():
    stream = stream_of(0.0, 0.1)
    assert stream.interval_max_s(0.7) == pytest.approx(0.6)
    assert stream.age_s(0.7) == pytest.approx(0.61)
    assert math.isinf(Stream().age_s(1.0))


def test_an_outage_that_ends_with_a_restart_is_no_gap():
    stream = stream_of(*np.arange(0, 2.0, 0.1))
    stream.restart(6.0)
    assert stream.age_s(6.0) > 4.0, "the newest message is no younger for it"
    for at in (6.05, 6.15, 6.25):
        stream.observe(at, 0.01)
    assert stream.metrics(6.3) == pytest.approx({"rate_hz": 10.0, "interval_max_s": 0.1, "interval_min_s": 0.1, "age_s": 0.01})
    assert stream.rate_hz(7.0) is None, "it was not watched for a window yet"
    assert stream.rate_hz(7.06) == pytest.approx(2.0)


def test_silence_after_a_restart_counts():
    stream = stream_of(*np.arange(0, 2.0, 0.1))
    stream.restart(6.0)
    assert stream.interval_max_s(6.5) == pytest.approx(0.5)
    assert stream.rate_hz(7.0) == 0.0


def test_a_first_message_that_comes_late_after_a_restart_does_not_make_the_rate_low():
    stream = stream_of(*np.arange(0, 2.0, 0.1))
    stream.restart(6.0)
    rates = []
    for at in np.arange(7.8, 9.5, 0.1):
        stream.observe(at, 0.01)
        rates.append(stream.rate_hz(at))
    assert rates[:10] == [None] * 10
    assert rates[11:] == pytest.approx([10.0] * len(rates[11:]))


def test_a_threshold_takes_values_in_a_row_both_ways():
    threshold = Hysteresis(enter=10.0, leave=8.0, count=2)
    values = [11, 9, 11, 11, 9, 9, 8, 9, 8, 8]
    assert [threshold.update(v) for v in values] == [False, False, False, True, True, True, True, True, True, False]


def test_a_threshold_for_low_values_mirrors_it_and_nan_is_bad_for_both():
    low, high = Hysteresis(1.0, 2.0, 1, low=True), Hysteresis(1.0, 0.5, 1)
    assert [low.update(v) for v in (1.0, 0.9, 1.5, 2.0)] == [False, True, True, False]
    assert low.update(math.nan)
    assert high.update(math.nan)


def noisy(sigma, seed=0):
    picture = yard_picture() + np.random.default_rng(seed).normal(0, sigma, (240, 320, 3))
    return Frame(0.0, np.clip(np.rint(picture), 0, 255).astype(np.uint8))


@pytest.mark.parametrize("sigma", [1.0, 2.0, 5.0, 20.0])
def test_noise_is_measured_in_its_own_unit(sigma):
    assert ImageStatistics.of(noisy(sigma)).noise_level == pytest.approx(math.hypot(sigma, 0.29), rel=0.12)


@pytest.mark.parametrize("gain", [0.4, 1.0])
def test_sharpness_falls_with_blur_and_not_with_light(gain):
    def sharpness(sigma):
        picture = yard_picture() * gain
        blurred = cv2.GaussianBlur(picture, (0, 0), sigma) if sigma else picture
        return ImageStatistics.of(Frame(0.0, blurred.astype(np.uint8))).sharpness

    values = [sharpness(sigma) for sigma in (0, 1, 2, 4)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.75
    assert values[3] < 0.25


def test_difference_is_exactly_zero_for_a_repeated_picture_and_above_one_for_noise_of_one_level():
    first = ImageStatistics.of(noisy(1.0, 1))
    assert first.difference is None
    assert ImageStatistics.of(noisy(1.0, 1), first).difference == 0.0
    assert ImageStatistics.of(noisy(1.0, 2), first).difference == pytest.approx(2 / math.sqrt(math.pi), rel=0.1)


def test_a_change_of_size_is_no_difference_and_no_crash():
    small = Frame(0.0, np.zeros((48, 64, 3), np.uint8))
    assert ImageStatistics.of(small, ImageStatistics.of(noisy(1.0))).difference is None


def scan_of(ranges):
    return Scan(0.0, np.asarray(ranges, np.float32))


def test_fractions_of_a_scan_add_up():
    ranges = np.full(360, 3.0)
    ranges[:90], ranges[90:108], ranges[108:126] = np.inf, np.nan, -np.inf
    found = ScanStatistics.of(scan_of(ranges))
    assert (found.valid_fraction, found.inf_fraction, found.broken_fraction) == pytest.approx((0.65, 0.25, 0.10))
    assert found.nearest_m == 3.0


def test_open_space_is_not_lost_and_beams_that_fail_are():
    room = look(0.0, 0.0, 0.0, (), 5.0)
    half_open = np.where(np.arange(360) < 180, np.inf, room)
    before = ScanStatistics.of(scan_of(half_open))
    assert ScanStatistics.of(scan_of(half_open), before).lost_fraction == 0.0
    gone = np.where(np.arange(360) % 4 == 0, np.inf, half_open)
    assert ScanStatistics.of(scan_of(gone), before).lost_fraction == pytest.approx(0.25, abs=0.02)


def test_a_lidar_without_any_range_goes_on_being_told_as_lost():
    before = ScanStatistics.of(scan_of(np.full(360, 3.0)))
    for _ in range(3):
        before = ScanStatistics.of(scan_of(np.full(360, np.inf)), before)
        assert before.metrics()["lost_fraction"] == 1.0
    assert before.lost_fraction == 0.0, "the monitors go by the scan before"


def test_turning_past_the_end_of_a_wall_hardly_counts_as_lost():
    half_open = np.where(np.arange(360) < 180, np.inf, look(0.0, 0.0, 0.0, (), 5.0))
    before = ScanStatistics.of(scan_of(half_open))
    assert ScanStatistics.of(scan_of(np.roll(half_open, 3)), before).lost_fraction < 0.03  # 1 rad/s between two scans


def test_lidar_noise_is_measured_in_its_own_unit():
    noise = np.random.default_rng(0).normal(0, 0.03, 360)
    assert ScanStatistics.of(scan_of(look(0.0, 0.0, 0.0, (), 5.0) + noise)).noise_m == pytest.approx(0.03, rel=0.3)


def test_a_lone_thing_is_found_with_bearing_and_range_and_walls_are_not():
    discs = [(2.0 * math.cos(0.5), 2.0 * math.sin(0.5), 0.2)]
    ((bearing, range_m),) = lone_things(scan_of(look(0.0, 0.0, 0.0, discs, 6.0)), 5.0, 0.9)
    assert bearing == pytest.approx(0.5, abs=0.03)
    assert range_m == pytest.approx(1.8, abs=0.05)
    assert lone_things(scan_of(look(0.0, 0.0, 0.0, (), 3.0)), 5.0, 0.9) == ()


def test_a_thing_beside_a_wall_is_not_alone():
    assert lone_things(scan_of(look(0.0, 0.0, 0.0, [(2.5, 0.0, 0.2)], 2.9)), 5.0, 0.9) == ()


def followed(speed_mps, robot_mps=0.0, jumps_s=0.0):
    walkers, walking = Walkers(0.2), ()
    for tick in range(30):
        now_s = 0.05 * tick
        stamp_s = now_s + (jumps_s if tick >= 10 else 0.0)
        x = robot_mps * now_s
        ranges = look(x + 0.2, 0.0, 0.0, [(3.0, 1.0 - speed_mps * now_s, 0.2)], 8.0)
        walking = walkers.observe(lone_things(scan_of(ranges), 5.0, 0.9), Odometry(stamp_s, x, 0.0, 0.0, robot_mps, 0.0))
    return walking


def test_who_walks_is_told_with_velocity():
    (track,) = followed(1.0)
    assert track.velocity_mps == pytest.approx((0.0, -1.0), abs=0.15)


@pytest.mark.parametrize("jumps_s", [-60.0, 60.0])
def test_who_walks_is_told_after_a_jump_of_the_clock(jumps_s):
    (track,) = followed(1.0, jumps_s=jumps_s)
    assert track.velocity_mps == pytest.approx((0.0, -1.0), abs=0.15)


def test_what_stands_does_not_walk_though_the_robot_drives_past():
    assert followed(0.0, robot_mps=0.8) == ()


def flat(level=100.0):
    return np.full((240, 320, 3), level)


def statistics(picture):
    return ImageStatistics.of(Frame(0.0, np.clip(np.rint(picture), 0, 255).astype(np.uint8)))


def test_the_darkest_part_of_a_picture_is_a_part_and_not_a_pixel():
    picture = flat()
    picture[:2, :2] = 0
    assert statistics(picture).black_level == 100
    picture[:40, :40] = 7
    assert statistics(picture).black_level == 7


@pytest.mark.parametrize("colour", [(150, 100, 50), (50, 100, 150)])
def test_a_cast_is_how_many_times_as_much_red_as_blue_there_is_or_the_other_way_round(colour):
    assert statistics(flat() * colour / 100).colour_cast == pytest.approx(151 / 51)
    assert statistics(flat() * (1, 3, 1)).colour_cast == 1.0, "green says nothing of it"


def test_bars_count_by_their_height_where_they_run_right_across():
    bars = 1 + 0.4 * np.sin(2 * np.pi * np.arange(240) / 48)[:, None, None]  # a bar and a gap in 24 rows each
    assert statistics(flat() * bars).banding == pytest.approx(np.log(1.4 / 0.6) * np.sin(3 * np.pi / 8), rel=0.1)
    half = flat() * bars
    half[:, 80:] = 100.0
    assert statistics(half).banding == 0.0, "a thing, not a lamp"


def test_bars_behind_a_thing_that_hides_an_eighth_of_them_are_bars():
    bars = flat() * (1 + 0.4 * np.sin(2 * np.pi * np.arange(240) / 48)[:, None, None])
    bars[:, 40:80] = 100.0
    assert statistics(bars).banding > 0.5
    bars[:, 200:240] = 100.0
    assert statistics(bars).banding == 0.0, "a quarter: things"


def test_bars_of_one_grey_level_in_the_dark_hardly_count():
    picture = flat(0.0)
    picture[np.arange(240) // 24 % 2 == 1] = 1
    assert statistics(picture).banding == pytest.approx(np.log(5 / 4))


def test_one_edge_right_across_is_a_horizon_and_no_bar():
    picture = flat()
    picture[120:] = 40
    assert statistics(picture).banding == 0.0


@pytest.mark.parametrize("shape", [(16, 64), (20, 400), (400, 24)])
def test_pictures_too_small_for_bars_have_none(shape):
    assert ImageStatistics.of(Frame(0.0, np.full((*shape, 3), 9, np.uint8))).banding == 0.0
