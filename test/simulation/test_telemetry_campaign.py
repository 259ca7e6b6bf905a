"""Which runs the diagnosis is fitted on and judged by."""

import pytest

from limphome.simulation.telemetry_campaign import FIT, MOST_PAIRS, SCENARIOS, SEVERITIES, TEST, plan, targets


def by_faults(requests, count):
    return [request for request in requests if len(request.faults) == count]


@pytest.mark.parametrize("purpose", [FIT, TEST])
def test_every_fault_is_there_at_every_severity_of_the_purpose_in_its_scenarios(purpose):
    found = {(one.faults[0].name, one.faults[0].severity, one.scenario) for one in by_faults(plan(purpose, 1, 2), 1)}
    names = {name for name, _ in targets()}
    assert found == {(name, hard, place) for name in names for hard in SEVERITIES[purpose] for place in SCENARIOS[purpose]}


def test_nothing_that_judges_was_fitted_on():
    fitted, judged = plan(FIT, 2, 40), plan(TEST, 2, 40)
    assert not {one.seed for one in fitted} & {one.seed for one in judged}
    assert not {one.scenario for one in by_faults(fitted, 1)} & {one.scenario for one in by_faults(judged, 1)}
    severities = [{one.faults[0].severity for one in by_faults(runs, 1)} for runs in (fitted, judged)]
    assert not severities[0] & severities[1]


@pytest.mark.parametrize(("nominal", "pairs"), [(0, 0), (40, 20), (450, MOST_PAIRS)])
def test_a_judgement_has_half_as_many_pairs_as_nominal_runs_up_to_a_limit(nominal, pairs):
    requests = plan(TEST, 0, nominal)
    assert (len(by_faults(requests, 0)), len(by_faults(requests, 2))) == (nominal, pairs)
    assert len({one.name for one in requests}) == len(requests)


def test_a_plan_is_the_same_every_time():
    assert plan(TEST, 1, 12) == plan(TEST, 1, 12)


@pytest.mark.parametrize("purpose", [FIT, TEST])
def test_a_run_that_two_plans_call_alike_is_the_same_run_in_both(purpose):
    """It is not recorded again when the numbers of runs change."""
    plans = [{one.name: one for one in plan(purpose, *numbers)} for numbers in ((1, 12), (2, 12), (3, 12), (1, 40))]
    for some in plans[1:]:
        for name in set(plans[0]) & set(some):
            assert plans[0][name] == some[name]
