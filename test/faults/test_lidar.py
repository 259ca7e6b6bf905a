import numpy as np
import pytest

from limphome.core import Scan
from limphome.faults.lidar import Dropout


def test_dropout_loses_its_share_of_beams_and_leaves_the_rest():
    scan = Scan(0.0, np.linspace(1, 5, 3600, dtype=np.float32))
    out = Dropout(0.3, np.random.default_rng(0)).corrupt(scan, 0.0).ranges_m
    lost = np.isinf(out)
    assert lost.mean() == pytest.approx(0.3, abs=0.03)
    assert np.array_equal(out[~lost], scan.ranges_m[~lost])
    assert out.dtype == np.float32


def test_total_dropout_leaves_no_beam():
    scan = Scan(0.0, np.ones(360, np.float32))
    assert np.isposinf(Dropout(1.0, np.random.default_rng(0)).corrupt(scan, 0.0).ranges_m).all()


def test_other_beams_are_lost_in_every_scan():
    scan, fault = Scan(0.0, np.ones(360, np.float32)), Dropout(0.5, np.random.default_rng(0))
    first, second = (np.isinf(fault.corrupt(scan, 0.0).ranges_m) for _ in range(2))
    assert (first != second).any()
