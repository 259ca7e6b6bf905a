from dataclasses import replace

import numpy as np
import pytest

from limphome.core import Cause
from limphome.diagnosis.baselines import BASELINES, kruskal_wallis, largest_z, pearson, rank_components
from limphome.diagnosis.confusion import indistinguishable
from limphome.diagnosis.evaluate import evaluate, share
from limphome.diagnosis.never_seen import never_seen
from limphome.diagnosis.outcome import diagnose_run
from limphome.diagnosis.tables import markdown

from .conftest import KINDS, SETTINGS, recorded

UNSEEN = ("unknown_first", "unknown_in_three", "component")


@pytest.fixture(scope="module")
def figures(model, pipeline):
    runs = [recorded(pipeline, 700 + 10 * k + n, label, 0.8) for k, label in enumerate(KINDS) for n in range(4)]
    return evaluate([diagnose_run(model, run) for run in [*runs, recorded(pipeline, 780), recorded(pipeline, 781)]])


def test_every_figure_comes_with_its_count_and_bounds(figures):
    found = figures["naming"]["fault_and_component"]
    assert found["count"] == 16
    assert found["low"] < found["share"] <= found["high"]
    assert found["share"] > 0.8
    assert figures["nominal"]["runs"] == 2
    assert figures["nominal"]["hours"] == pytest.approx(80 / 3600, abs=0.001)


def test_what_is_told_counts_moment_by_moment_while_a_fault_acts_and_after_it_healed(model, pipeline):
    outcome = diagnose_run(model, recorded(pipeline, 700, ("sensor.jump", "c00"), 0.8))
    fault, confirmed_s = outcome.run.single, outcome.incident.confirmed_s
    assert outcome.told[0][0] == pytest.approx(confirmed_s, abs=0.11)
    right, wrong = Cause(*fault.label, 0.9), Cause("sensor.jump", "c09", 0.9)
    moments = ((fault.end_s - 0.2, wrong), (fault.end_s, right), (fault.end_s + 0.1, wrong))
    told = evaluate([replace(outcome, told=moments)])["told"]
    assert told == {"acting": {"runs": 1, "share": 0.5}, "healed": {"runs": 1, "share": 0.0}}
    assert evaluate([replace(outcome, told=moments[:2])])["told"]["healed"] == {"runs": 0, "share": None}


def test_the_beginning_that_is_told_is_compared_with_the_moment_the_fault_showed(model, pipeline):
    outcome = diagnose_run(model, recorded(pipeline, 700, ("sensor.jump", "c00"), 0.8))
    first, *rest = outcome.causes
    told = replace(first, onset_s=outcome.run.single.shown_s - 2.0)
    early = replace(outcome, incident=replace(outcome.incident, causes=(told, *rest)))
    assert evaluate([early])["detection"]["onset_error_s"] == {"count": 1, "q5": -2.0, "q50": -2.0, "q95": -2.0}


def test_engine_and_simple_rankers_are_compared_on_the_same_cases(model, pipeline):
    outcomes = [diagnose_run(model, recorded(pipeline, 700 + n, ("sensor.jump", "c00"), 0.8)) for n in range(3)]
    table = evaluate([replace(outcomes[0], rankings={}), *outcomes[1:]])["component"]
    assert {name: row["ac@1"]["count"] for name, row in table.items()} == dict.fromkeys(["limphome", *BASELINES], 2)


def test_every_table_of_components_carries_the_simple_rankers(figures):
    assert set(figures["component"]) == {"limphome", *BASELINES}


def test_the_confusion_table_counts_every_answered_run(figures):
    assert sum(sum(row.values()) for row in figures["confusion"].values()) == figures["naming"]["fault"]["count"]


def test_labels_taken_for_each_other_form_a_class():
    a, b, c = ("x", "1"), ("y", "1"), ("z", "2")
    true = [a] * 10 + [b] * 10 + [c] * 10
    said = [a] * 5 + [b] * 5 + [a] * 4 + [b] * 6 + [c] * 10
    assert indistinguishable((a, b, c), true, said) == [frozenset({a, b})]


def test_baselines_see_falls_as_well_as_rises():
    rng = np.random.default_rng(0)
    before, after = rng.normal(size=(100, 3)), rng.normal(size=(20, 3))
    after[:, 1] -= 6
    for ranker in (largest_z, pearson, kruskal_wallis):
        assert ranker(before, after).argmax() == 1
    assert rank_components(largest_z, ("a.x", "b.y", "c.z"), before, after)[0] == "b"


def test_kruskal_wallis_with_ties_is_the_textbook_value():
    """Worked by hand: ranks 1.5 1.5 3 | 4.5 4.5 6, H = 3.857 before the correction, 3.970 after."""
    before, after = np.array([[1.0], [1.0], [2.0]]), np.array([[3.0], [3.0], [4.0]])
    assert kruskal_wallis(before, after)[0] == pytest.approx(3.857 / (1 - 12 / 210), abs=1e-3)


def test_what_is_known_of_the_injection_never_reaches_the_engine(model, pipeline):
    """The same telemetry with the truth taken away gives the same incidents, bit for bit."""
    run = recorded(pipeline, 905, ("sensor.freeze", "c01"))
    told, untold = diagnose_run(model, run), diagnose_run(model, type(run)(run.telemetry, "", 0, ""))
    assert told.incident is not None
    assert untold.early == 1


def test_the_tables_hold_every_figure(figures):
    text = markdown({**figures, "never_seen": {"sensor.jump": {key: share(1, 2) for key in UNSEEN}}})
    assert "| limphome |" in text
    assert "| random |" in text
    assert "| sensor.freeze c01 |" in text
    assert f"named rightly | {figures['told']['acting']['share']:.2f} (16 runs) |" in text
    assert "0.50 (0.09-0.91, 2)" in text


def test_a_kind_left_out_of_fitting_is_not_called_by_another_name_with_certainty(runs, pipeline):
    test_runs = [recorded(pipeline, 600 + n, ("process.crash", "c02")) for n in range(4)]
    row = never_seen(runs, test_runs, ["process.crash"], pipeline.graph, SETTINGS)["all"]
    assert row["unknown_in_three"]["count"] == 4
    assert row["unknown_first"]["share"] >= 0.5
