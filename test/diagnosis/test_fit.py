from limphome.diagnosis.fit import fit

from .conftest import SETTINGS


def test_a_least_score_raises_the_incident_score_and_changes_nothing_else(pipeline, runs, model):
    raised = fit(runs, pipeline.graph, SETTINGS, least_score=model.incident_score + 1)
    assert raised.incident_score == model.incident_score + 1
    assert (raised.naming.labels, raised.fitted_on) == (model.naming.labels, model.fitted_on)
    assert (raised.normal.limits.level_short == model.normal.limits.level_short).all()
    assert (raised.naming.weights == model.naming.weights).all()


def test_a_least_score_below_that_of_the_fit_is_no_matter(pipeline, runs, model):
    assert fit(runs, pipeline.graph, SETTINGS, least_score=1.0).incident_score == model.incident_score > 1.0
