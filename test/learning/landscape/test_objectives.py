import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.landscape.objectives import cost_matrix, measurable, usable


def row(accuracy, ms, energy=None, memory=40.0):
    return {
        "accuracy": {"map50_95": accuracy}, "latency_ms": {"whole_median": ms}, "network_cpu_ms": ms / 2,
        "energy_j": energy, "memory_mb": memory,
    }  # fmt: skip


def test_what_was_not_measured_is_left_out_and_said():
    names, left_out = usable(("accuracy", "latency", "energy"), [row(0.5, 1.0), row(0.4, 2.0, 0.1)])
    assert names == ["accuracy", "latency"]
    assert left_out == {"energy": "not measured"}


def test_what_cannot_be_measured_is_known_before_anything_is():
    asked = ("energy", "accuracy", "memory")
    assert measurable(asked, energy=True, memory=True) == asked
    assert measurable(asked, energy=False, memory=True) == ("accuracy", "memory")
    assert measurable(asked, energy=True, memory=False) == ("energy", "accuracy")


def test_where_nothing_is_left_to_weigh_it_is_told():
    with pytest.raises(LimphomeError, match="energy, memory: not measured here") as caught:
        measurable(("energy", "memory"), energy=False, memory=False)
    assert "energy needs a meter" in caught.value.allowed
    with pytest.raises(LimphomeError, match="not measured here"):
        usable(("energy",), [row(0.5, 1.0)])


def test_an_unknown_objective_lists_those_that_exist():
    with pytest.raises(LimphomeError, match="beauty") as caught:
        usable(("beauty",), [row(0.5, 1.0)])
    assert "energy" in caught.value.allowed


def test_costs_run_from_the_best_to_the_worst_and_a_doubling_counts_the_same_everywhere():
    costs = cost_matrix([row(0.8, 1.0, 0.2), row(0.6, 2.0, 0.1), row(0.7, 4.0, 0.4)], ["accuracy", "latency", "energy"])
    assert costs == pytest.approx(np.array([[0.0, 0.0, 0.5], [1.0, 0.5, 0.0], [0.5, 1.0, 1.0]]))


def test_less_than_a_thousandth_of_map_is_no_difference():
    costs = cost_matrix([row(0.5001, 1.0), row(0.5003, 2.0), row(0.502, 4.0)], ["accuracy"])
    assert costs.tolist() == [[1.0], [1.0], [0.0]]


def test_cpu_time_is_an_objective_of_its_own():
    costs = cost_matrix([row(0.5, 1.0), row(0.5, 2.0), row(0.5, 4.0)], ["cpu", "memory"])
    assert costs == pytest.approx(np.array([[0.0, 0.0], [0.5, 0.0], [1.0, 0.0]]))


def test_an_objective_that_is_the_same_everywhere_costs_nothing():
    assert cost_matrix([row(0.5, 1.0), row(0.5, 2.0)], ["accuracy", "latency"]).tolist() == [[0, 0], [0, 1]]
