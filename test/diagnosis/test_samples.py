from dataclasses import replace

import numpy as np
import pytest

from limphome.diagnosis.naming import NONE
from limphome.diagnosis.samples import HEALED_WEIGHT, collect

from .conftest import recorded

LABEL = ("sensor.jump", "c00")


@pytest.fixture(scope="module")
def broken(pipeline):
    """A run that ends with its fault."""
    return recorded(pipeline, 930, LABEL)


def followed_by(run, calm, ticks):
    values = np.concatenate([run.telemetry.values, calm.telemetry.values[:ticks]])
    return replace(run, telemetry=replace(run.telemetry, values=values))


def weight_of(samples, label):
    return sum(weight for one, weight in zip(samples.labels, samples.weight) if one == label)


def test_what_still_departs_after_a_fault_is_called_by_its_name_and_weighs_less(model, broken, pipeline):
    healed = followed_by(broken, recorded(pipeline, 931), 100)
    alone, both = (collect(model.normal, [run], model.incident_score) for run in (broken, healed))
    assert weight_of(alone, LABEL) == pytest.approx(1.0)
    assert weight_of(both, LABEL) == pytest.approx(1.0 + HEALED_WEIGHT)
    assert weight_of(both, NONE) == pytest.approx(1.0)


def test_what_departs_long_after_a_fault_is_nobodys_doing(model, broken, pipeline):
    calm, again = recorded(pipeline, 931), recorded(pipeline, 932, LABEL)
    within = followed_by(broken, calm, 100)
    beyond = followed_by(within, again, 140)  # it departs again 18 s after the fault
    one, other = (collect(model.normal, [run], model.incident_score) for run in (within, beyond))
    assert one.labels == other.labels


def test_a_fault_that_was_never_seen_teaches_nothing_after_it_either(model, broken, pipeline):
    (fault,) = broken.faults
    hidden = replace(broken, faults=(replace(fault, shown_s=13.9, end_s=13.95),))
    tail = followed_by(hidden, recorded(pipeline, 931), 100)
    assert set(collect(model.normal, [tail], model.incident_score).labels) == {NONE}
