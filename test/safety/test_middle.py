import numpy as np
import pytest

from limphome.safety.middle import median


@pytest.mark.parametrize("count", [1, 2, 3, 20, 357])
@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int16])
def test_is_the_median_to_the_last_bit(count, kind):
    values = (1000 * np.random.default_rng(count).normal(size=count)).astype(kind)
    assert median(values) == np.median(values)


def test_large_integers_do_not_overflow():
    assert median(np.array([32000, 32001], np.int16)) == 32000.5
