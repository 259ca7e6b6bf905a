import numpy as np

from limphome.diagnosis.component_ranking import ComponentRanker
from limphome.diagnosis.scores import Scores


def scores(model, size: dict, onset: dict) -> Scores:
    names = model.normal.names
    values = np.zeros((4, len(names)))
    ticks = np.full(len(names), np.nan)
    for name, value in size.items():
        values[0, names.index(name)] = value
        ticks[names.index(name)] = onset[name]
    return Scores(200, values, ticks)


def test_the_first_to_depart_is_to_blame_even_if_another_departs_further(model):
    ranking = ComponentRanker(model.normal).rank(scores(model, {"c01.m0": 3.0, "c02.m0": 5.0}, {"c01.m0": 100, "c02.m0": 120}))
    assert ranking.components[0] == "c01"


def test_of_two_that_depart_together_the_feeder_is_to_blame(model):
    fed, feeders = next((name, by) for name, by in sorted(model.normal.graph.feeders.items()) if by)
    both = {f"{fed}.m0": 4.0, f"{feeders[0]}.m0": 4.0}
    ranking = ComponentRanker(model.normal).rank(scores(model, both, dict.fromkeys(both, 100)))
    assert ranking.components[0] == feeders[0]


def test_shares_sum_to_one_and_are_even_when_nothing_departs(model):
    shares = ComponentRanker(model.normal).shares(scores(model, {}, {}))
    np.testing.assert_allclose(shares, 0.25)
