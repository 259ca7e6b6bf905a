"""Stories of one drive each: what comes in, and what the engine says when."""

from typing import List

import numpy as np
import pytest

from limphome.core import Health
from limphome.diagnosis.diagnosis_model import blank_model
from limphome.diagnosis.engine import Engine
from limphome.diagnosis.scores import Scores
from limphome.diagnosis.telemetry import Telemetry

from .conftest import KINDS, START, recorded


def drive(engine: Engine, rows: List[Health]) -> None:
    for row in rows:
        engine.observe(row)
    engine.diagnose(rows[-1].stamp_s + 0.1)


@pytest.mark.parametrize("label", list(KINDS))
def test_a_known_fault_is_named_with_its_onset(model, pipeline, label):
    engine = Engine(model)
    drive(engine, recorded(pipeline, 901, label).telemetry.rows())
    assert len(engine.incidents) == 1
    incident = engine.incidents[0]
    first = incident.causes[0]
    assert (first.fault, first.component) == label
    assert START * 0.1 <= incident.confirmed_s <= START * 0.1 + 3
    assert first.onset_s == pytest.approx(START * 0.1, abs=0.5)
    assert first.evidence
    assert first.evidence[0].startswith(label[1])


def test_what_was_at_the_edge_of_normal_before_does_not_put_the_onset_back(model):
    names = model.normal.names
    owner = names[0].split(".")[0]
    first, second = [i for i, name in enumerate(names) if name.startswith(f"{owner}.")][:2]
    values, onsets = np.zeros((4, len(names))), np.full(len(names), np.nan)
    values[0, first], onsets[first] = 6.0, 50
    values[0, second], onsets[second] = 1.2, 20
    assert Engine(model)._onsets(Scores(60, values, onsets)) == {owner: 5.0}
    values[0, second] = -4.0
    assert Engine(model)._onsets(Scores(60, values, onsets)) == {owner: 2.0}


def test_a_ranking_sums_to_one_and_holds_none_and_unknown(model, pipeline):
    engine = Engine(model)
    rows = recorded(pipeline, 902, ("sensor.jump", "c00")).telemetry.rows()
    drive(engine, rows)
    causes = engine.diagnose(rows[-1].stamp_s + 0.1)
    assert sum(cause.probability for cause in causes) == pytest.approx(1.0)
    assert {"none", "unknown"} <= {cause.fault for cause in causes}
    assert [c.probability for c in causes] == sorted((c.probability for c in causes), reverse=True)


def test_without_a_fault_there_is_no_incident(model, pipeline):
    alarms = 0
    for seed in range(20):
        engine = Engine(model)
        drive(engine, recorded(pipeline, 800 + seed).telemetry.rows())
        alarms += len(engine.incidents)
    assert alarms == 0
    assert [cause.fault for cause in engine.diagnose(40.0)] == ["none"]


def test_the_incident_is_over_when_the_fault_has_healed(model, pipeline):
    metric, _, size = KINDS["sensor.jump", "c00"]
    sick = pipeline.drive(np.random.default_rng(7), 300)
    values = sick.values.copy()
    values[START : START + 40, metric] += size * pipeline.scale[metric]
    engine = Engine(model)
    drive(engine, Telemetry(sick.names, 0, values).rows())
    assert len(engine.incidents) == 1
    assert engine.incident is None
    assert engine.incidents[0].cleared_s > (START + 40) * 0.1
    assert engine.diagnose(30.1)[0].fault == "none"


def test_a_second_fault_is_a_second_incident(model, pipeline):
    metric, _, size = KINDS["sensor.noise", "c03"]  # c03 feeds nobody, so its noise can be added afterwards
    sick = pipeline.drive(np.random.default_rng(7), 400)
    values = sick.values.copy()
    values[START : START + 40, metric] += size * pipeline.scale[metric] * np.random.default_rng(8).normal(size=40)
    values[250:, KINDS["process.crash", "c02"][0]] = np.nan
    engine = Engine(model)
    drive(engine, Telemetry(sick.names, 0, values).rows())
    assert [incident.causes[0].fault for incident in engine.incidents] == ["sensor.noise", "process.crash"]


def test_a_departure_shorter_than_the_debounce_is_no_incident(model, pipeline):
    sick = pipeline.drive(np.random.default_rng(11), 200)
    values = sick.values.copy()
    values[START, 0] += 4 * pipeline.scale[0]
    engine = Engine(model)
    drive(engine, Telemetry(sick.names, 0, values).rows())
    assert engine.incidents == []


def flickering(pipeline, bursts, ticks=400):
    """Telemetry with jumps of c00's metric from each (first, last) of ``bursts`` [ticks]."""
    metric, _, size = KINDS["sensor.jump", "c00"]
    sick = pipeline.drive(np.random.default_rng(7), ticks)
    values = sick.values.copy()
    for first, last in bursts:
        values[first:last, metric] += size * pipeline.scale[metric]
    return Telemetry(sick.names, 0, values).rows()


def test_a_fault_that_comes_and_goes_is_one_incident(model, pipeline):
    engine = Engine(model)
    drive(engine, flickering(pipeline, [(start, start + 4) for start in range(START, START + 200, 20)]))
    assert len(engine.incidents) == 1
    assert (engine.incidents[0].causes[0].fault, engine.incidents[0].causes[0].component) == ("sensor.jump", "c00")
    assert engine.incidents[0].confirmed_s < (START + 100) * 0.1
    assert engine.incidents[0].cleared_s > (START + 180) * 0.1


def test_the_cause_stays_told_while_the_fault_pauses(model, pipeline):
    engine, rows = Engine(model), flickering(pipeline, [(START, START + 30)], START + 50)
    half = len(rows) * (START + 21) // (START + 50)  # the jump fills the window: it departs most
    drive(engine, rows[:half])
    most = engine.diagnose((START + 21) * 0.1)
    drive(engine, rows[half:])
    assert engine.incident is not None
    assert not (np.abs(engine._scores.values) > 1).any()
    assert engine.diagnose((START + 50) * 0.1)[0].fault == most[0].fault != "none"


def test_a_blip_after_an_incident_is_no_second_one(model, pipeline):
    engine = Engine(model)
    drive(engine, flickering(pipeline, [(START, START + 30), (START + 90, START + 93)]))
    assert len(engine.incidents) == 1


def test_the_answer_does_not_depend_on_how_often_one_asks(model, pipeline):
    rows = recorded(pipeline, 903, ("sensor.noise", "c03")).telemetry.rows()
    one, other = Engine(model), Engine(model)
    drive(one, rows)
    for row in rows:
        other.observe(row)
        other.diagnose(row.stamp_s)
    other.diagnose(rows[-1].stamp_s + 0.1)
    assert one.incidents == other.incidents


def test_total_silence_is_noticed_by_asking(model, pipeline):
    rows = pipeline.drive(np.random.default_rng(12), 100).rows()
    engine = Engine(model)
    drive(engine, rows)
    engine.diagnose(rows[-1].stamp_s + 3.0)
    assert engine.incident is not None


def test_a_clock_that_jumps_starts_afresh(model, pipeline):
    rows = pipeline.drive(np.random.default_rng(13), 100).rows()
    engine = Engine(model)
    drive(engine, rows)
    drive(engine, [Health(row.stamp_s + 5000.0, row.component, row.metrics) for row in rows])
    drive(engine, rows)
    assert engine.incidents == []


def test_a_row_of_a_node_that_knows_no_time_yet_changes_nothing(model, pipeline):
    rows = recorded(pipeline, 904, ("sensor.jump", "c00")).telemetry.rows()
    plain, disturbed = Engine(model), Engine(model)
    drive(plain, rows)
    for row in rows:
        disturbed.observe(row)
        disturbed.observe(Health(row.stamp_s - 50.0, "c01", {"m0": 1.0}))
        disturbed.observe(Health(1e6, "c01", {"m0": 1.0}))
    disturbed.diagnose(rows[-1].stamp_s + 0.1)
    assert disturbed.incidents == plain.incidents
    assert plain.incident is not None


def test_a_clock_that_jumps_while_an_incident_lasts_ends_it(model, pipeline):
    engine = Engine(model)
    rows = recorded(pipeline, 905, ("sensor.jump", "c00")).telemetry.rows()
    drive(engine, rows)
    assert engine.incident is not None
    assert [cause.fault for cause in engine.diagnose(1000.0)] == ["none"]
    assert engine.incident is None
    assert engine.incidents[0].cleared_s == pytest.approx(rows[-1].stamp_s + 0.1, abs=0.15)


def test_unknown_metrics_and_not_a_number_are_no_harm(model):
    engine = Engine(model)
    for tick in range(30):
        engine.observe(Health(0.1 * tick, "toaster", {"bread": 1.0}))
        engine.observe(Health(0.1 * tick, "c00", {"m0": float("nan"), "m1": float("inf"), "m2": 1e300}))
    causes = engine.diagnose(3.0)
    assert np.isfinite([cause.probability for cause in causes]).all()


def test_a_blank_model_always_says_none():
    engine = Engine(blank_model())
    for tick in range(50):
        engine.observe(Health(0.1 * tick, "camera", {"difference": 1.0}))
    assert engine.diagnose(5.0)[0].fault == "none"
