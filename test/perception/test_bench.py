import numpy as np
import pytest

from limphome.perception.bench import Racer, Timing, compare, race, speedup
from limphome.perception.contender import Contender


def timing(network_ms, before_ms=0.04, after_ms=0.06):
    network = np.array(network_ms) / 1e3
    return Timing(np.full_like(network, before_ms / 1e3), network, np.full_like(network, after_ms / 1e3), network / 2)


def test_ratio_of_medians_and_an_interval_around_it():
    rng = np.random.default_rng(0)
    fast, slow = timing(rng.normal(1.0, 0.05, 300)), timing(rng.normal(3.0, 0.1, 300))
    result = speedup(fast, slow, rng)
    low, high = result["speedup_ci95"]
    assert low < result["speedup"] < high
    assert result["speedup"] == pytest.approx(3.0, abs=0.05)
    assert high - low < 0.2


def test_overhead_is_what_is_not_the_network():
    assert timing([2.0] * 9, before_ms=0.2, after_ms=0.3).overhead() == pytest.approx(0.25)


def test_latency_names_its_quantiles():
    assert timing(np.linspace(1, 2, 101)).latency_ms() == {"median": 1.5, "p90": 1.9, "p99": 1.99, "cpu_median": 0.75}


def test_stages_are_shown_apart_and_summed():
    stages = timing([2.0] * 5, before_ms=0.2, after_ms=0.3).stages_ms()
    assert (stages["before"], stages["network"], stages["after"]) == (0.2, 2.0, 0.3)
    assert stages["whole_median"] == stages["whole_p99"] == 2.5
    assert timing([2.0] * 5, before_ms=0.2, after_ms=0.3).throughput_fps() == 400.0


def test_two_files_are_timed_in_turn(model_folder, detector):
    timings = compare(model_folder, [detector.variant, "fp32"], detector.golden_image, 0.2)
    counts = {len(item.network_s) for item in timings.values()}
    assert len(counts) == 1
    for item in timings.values():
        assert (item.before_s > 0).all()
        assert (item.after_s > 0).all()
        assert item.whole_s == pytest.approx(item.before_s + item.network_s + item.after_s)


def test_the_order_is_turned_round_in_every_round(model_folder, detector):
    ran = []

    class Noting(Racer):
        def lap(self):
            ran.append(self.label)
            return super().lap()

    contenders = [Contender(name, model_folder, detector.variant) for name in ("a", "b")]
    race([Noting(contender, detector.golden_image) for contender in contenders], 0.01)
    assert ran[:4] in (["a", "b", "b", "a"], ["b", "a", "a", "b"])
