import numpy as np
import pytest

from limphome.faults.communication import Delay, Drop


@pytest.mark.parametrize("probability", [0.1, 0.5, 0.8])
def test_drop_loses_its_share(probability):
    fault = Drop(probability, np.random.default_rng(0))
    lost = [fault.corrupt("message", 0.0) is None for _ in range(5000)]
    assert np.mean(lost) == pytest.approx(probability, abs=0.02)


def test_with_one_seed_a_higher_severity_loses_all_that_a_lower_one_loses():
    low, high = (Drop(p, np.random.default_rng(4)) for p in (0.1, 0.5))
    pairs = [(low.corrupt(1, 0.0), high.corrupt(1, 0.0)) for _ in range(1000)]
    assert not [pair for pair in pairs if pair[0] is None and pair[1] is not None]


def test_delay_changes_nothing_but_the_time():
    fault, message = Delay(0.25, np.random.default_rng(0)), object()
    assert fault.corrupt(message, 0.0) is message
    assert fault.delay_s(0.0) == 0.25
