import numpy as np
import pytest

from limphome.learning.landscape.pareto import pareto_front


def test_a_point_that_is_beaten_in_one_thing_and_better_in_none_is_out():
    costs = np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0], [2.0, 3.0], [3.0, 3.0]])
    assert pareto_front(costs).tolist() == [True, True, True, False, False]


def test_equal_points_are_both_in_and_one_point_alone_is_the_front():
    assert pareto_front(np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 3.0]])).tolist() == [True, True, False]
    assert pareto_front(np.array([[7.0, 7.0, 7.0]])).tolist() == [True]


@pytest.mark.parametrize("objectives", [1, 2, 3, 4])
def test_it_is_what_comparing_every_pair_gives(objectives):
    costs = np.random.default_rng(objectives).integers(0, 5, (60, objectives)).astype(float)

    def beats(a, b):
        return all(x <= y for x, y in zip(a, b)) and any(x < y for x, y in zip(a, b))

    expected = [not any(beats(other, point) for other in costs) for point in costs]
    assert pareto_front(costs).tolist() == expected
    assert 0 < sum(expected) < 60
