from dataclasses import replace

import numpy as np
import pytest

from limphome.diagnosis.scores import Scorer
from limphome.diagnosis.telemetry import Telemetry
from limphome.diagnosis.widen import PERSIST_TICKS, room, widened, widened_model


def lasting_peak(normal, run, ticks=PERSIST_TICKS):
    scorer = Scorer(normal)
    rows = enumerate(run.telemetry.aligned(normal.names), run.telemetry.first_tick)
    peaks = np.array([scorer.update(tick, values).peak for tick, values in rows])
    return max(peaks[k : k + ticks].min() for k in range(len(peaks) - ticks))


@pytest.fixture
def restless(runs):
    """A nominal run in which the first metric, and no other, wanders far: what a scene does."""
    run = runs[1]
    values = run.telemetry.values.copy()
    values[150:250, 0] += 12 * values[:, 0].std()
    return replace(run, telemetry=Telemetry(run.telemetry.names, run.telemetry.first_tick, values))


def test_what_a_spare_run_reached_is_normal_afterwards(model, restless):
    assert lasting_peak(model.normal, restless) > 2.0
    assert lasting_peak(widened(model.normal, [restless], PERSIST_TICKS), restless) <= 1.1  # the peak may hop between scores


def test_a_steady_metric_keeps_its_narrow_limits(model, restless):
    before, after = model.normal.limits, widened(model.normal, [restless], PERSIST_TICKS).limits
    ratio = after.level_short / before.level_short
    assert (ratio[:, 0] > 2.0).all()
    assert np.median(ratio) < 1.2
    assert (ratio >= 1.0).all()


def test_a_model_is_widened_by_drives_and_names_as_before(model, restless):
    after = widened_model(widened_model(model, [restless]), [restless])
    assert lasting_peak(after.normal, restless) <= 1.1
    assert (after.naming, after.incident_score) == (model.naming, model.incident_score)
    assert after.fitted_on == {**model.fitted_on, "widened_by": [restless.scenario] * 2}
    most, *_ = room(model.normal, after.normal).items()
    assert most[0] == model.normal.names[0]
    assert most[1] > 2.0
    assert room(after.normal, after.normal) == {}
