"""Names of bands never lie on each other, on a foreign band, or beyond the axis."""

import itertools

import numpy as np
import pytest

from limphome.cli.report.band_labels import place


def meet(one, other):
    return one[0] < other[1] and other[0] < one[1]


def test_a_name_stands_on_a_band_that_is_wide_enough():
    (label,) = place([(10.0, 30.0)], [8.0], 100.0)
    assert (label.left, label.right, label.level, label.inside) == (16.0, 24.0, 0, True)


def test_a_name_stands_behind_a_short_band_where_there_is_room():
    (label,) = place([(10.0, 12.0)], [8.0], 100.0)
    assert (label.left, label.level) == (12.0, 0)


def test_names_of_short_bands_close_to_each_other_go_under_the_lane():
    labels = place([(10.0, 11.0), (12.0, 13.0), (14.0, 15.0)], [20.0] * 3, 100.0)
    assert [label.level for label in labels] == [1, 2, 0]


def test_a_name_at_the_end_of_the_axis_goes_under_and_to_the_left():
    (label,) = place([(97.0, 99.0)], [20.0], 100.0)
    assert (label.left, label.right, label.level) == (80.0, 100.0, 1)


def test_a_name_without_any_room_is_left_out():
    labels = place([(10.0 + k, 10.5 + k) for k in range(5)], [20.0] * 5, 20.0)
    assert labels[-1] is None


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_bands_nothing_overlaps(seed):
    rng = np.random.default_rng(seed)
    edges = np.sort(rng.uniform(0, 100, 24)).reshape(-1, 2)
    bands = [tuple(pair) for pair in edges.tolist()]
    labels = place(bands, rng.uniform(4, 20, len(bands)).tolist(), 100.0)
    shown = [label for label in labels if label]
    for one, other in itertools.combinations(shown, 2):
        assert one.level != other.level or not meet((one.left, one.right), (other.left, other.right))
    for label, own in zip(labels, bands):
        if label is not None and label.level == 0:
            assert not any(meet((label.left, label.right), band) for band in bands if band != own)
    assert all(label.left >= 0 and label.right <= 100 for label in shown)
