import numpy as np
import pytest

from limphome.perception.bench import Timing, compare, speedup


def timing(network_ms, extra_ms=0.1):
    network = np.array(network_ms) / 1e3
    return Timing(network, network / 2, network + extra_ms / 1e3)


def test_ratio_of_medians_and_an_interval_around_it():
    rng = np.random.default_rng(0)
    fast, slow = timing(rng.normal(1.0, 0.05, 300)), timing(rng.normal(3.0, 0.1, 300))
    result = speedup(fast, slow, rng)
    low, high = result["speedup_ci95"]
    assert low < result["speedup"] < high
    assert result["speedup"] == pytest.approx(3.0, abs=0.05)
    assert high - low < 0.2


def test_overhead_is_what_is_not_the_network():
    assert timing([2.0] * 9, extra_ms=0.5).overhead() == pytest.approx(0.25)


def test_latency_names_its_quantiles():
    assert timing(np.linspace(1, 2, 101)).latency_ms() == {"median": 1.5, "p90": 1.9, "p99": 1.99, "cpu_median": 0.75}


def test_two_files_are_timed_in_turn(model_folder, detector):
    timings = compare(model_folder, [detector.variant, "fp32"], detector.golden_image, 0.2)
    counts = {len(item.network_s) for item in timings.values()}
    assert len(counts) == 1
    assert all((item.whole_s > item.network_s).all() for item in timings.values())
