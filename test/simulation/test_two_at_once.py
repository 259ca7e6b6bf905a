import pytest

from limphome.simulation import two_at_once


def test_two_plain_loops_run_beside_each_other():
    assert 0.3 < two_at_once.two_at_once_plain() < 4.0


@pytest.mark.slow
def test_two_runs_are_measured_against_one(short):
    assert 0.3 < two_at_once.two_at_once(short(3.0), 1) < 4.0
