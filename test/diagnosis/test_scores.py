"""Each score sees its own kind of departure, both ways, and knows when it began."""

import numpy as np
import pytest

from limphome.diagnosis.feed_graph import FeedGraph
from limphome.diagnosis.fit_normal import fit_normal
from limphome.diagnosis.scores import KINDS, Scorer
from limphome.diagnosis.settings import ModelSettings
from limphome.diagnosis.telemetry import Telemetry

NAMES = ("a.x", "b.y")
SETTINGS = ModelSettings(lags=(0, 1), context_metric="", warmup_ticks=25)
START = 100


def values(seed: int, ticks: int = 140) -> np.ndarray:
    """a.x is noise around 4; b.y follows it one tick later, plus its own noise."""
    rng = np.random.default_rng(seed)
    x = 4 + rng.normal(size=ticks)
    y = 100 + 20 * np.concatenate([[0], x[:-1] - 4]) + 4 * rng.normal(size=ticks)
    return np.stack([x, y], axis=1)


@pytest.fixture(scope="module")
def normal():
    return fit_normal([Telemetry(NAMES, 0, values(0, 6000))], FeedGraph({"b": ("a",)}), SETTINGS)


def last_scores(normal, table: np.ndarray):
    scorer = Scorer(normal)
    for tick, row in enumerate(table):
        scores = scorer.update(tick, row)
    return scores


def test_normal_stays_below_the_edge(normal):
    scorer = Scorer(normal)
    peaks = [scorer.update(tick, row).peak for tick, row in enumerate(values(1, 2000))]
    assert np.mean(np.array(peaks) > 1) < 0.02


@pytest.mark.parametrize("shift", [-4.0, 4.0])
def test_a_shift_either_way_is_a_level(normal, shift: float):
    table = values(2)
    table[START:, 0] += shift
    scores = last_scores(normal, table)
    assert np.sign(scores.values[0, 0]) == np.sign(shift)
    assert abs(scores.values[0, 0]) > 1.5
    assert abs(scores.onset_tick[0] - START) <= 3


def test_noise_that_grows_is_a_spread(normal):
    table = values(3)
    table[START:, 1] += 60 * np.random.default_rng(9).normal(size=len(table) - START)
    scores = last_scores(normal, table)
    assert scores.values[1, 1] > 1.5
    assert KINDS[np.abs(scores.values[:, 1]).argmax()] == "spread"
    assert 0 <= scores.onset_tick[1] - START <= 2


def test_noise_that_vanishes_is_a_negative_spread(normal):
    table = values(4)
    table[START:, 0] = 4 + 0.02 * np.random.default_rng(9).normal(size=len(table) - START)
    assert last_scores(normal, table).values[1, 0] < -1


def test_one_value_for_long_is_a_freeze(normal):
    table = values(5)
    table[START:, 0] = 4.2
    scores = last_scores(normal, table)
    assert scores.values[2, 0] > 3
    assert abs(scores.onset_tick[0] - START) <= 2


def test_no_value_is_a_silence(normal):
    table = values(6)
    table[START:, 1] = np.nan
    scores = last_scores(normal, table)
    assert scores.values[3, 1] > 3
    assert scores.values[3, 0] == 0
    assert abs(scores.onset_tick[1] - START) <= 1


def test_a_metric_that_never_comes_is_silent_from_the_start(normal):
    table = values(6)
    table[:, 1] = np.nan
    assert last_scores(normal, table).values[3, 1] > 3


def test_what_the_feeder_explains_is_no_departure(normal):
    """b.y moves by 20 times what a.x moves; its residual given a.x does not. The shift stays within what a.x normally does."""
    table = values(7)
    table[START:, 0] = 5.5 + 0.3 * np.random.default_rng(8).normal(size=len(table) - START)
    table[START + 1 :, 1] = 100 + 20 * (table[START:-1, 0] - 4) + 4 * np.random.default_rng(7).normal(size=len(table) - START - 1)
    scores = last_scores(normal, table)
    assert abs(scores.values[0, 0]) > 1 > abs(scores.values[0, 1])


def test_an_onset_is_forgotten_when_all_is_normal_again(normal):
    table = values(8, 300)
    table[START : START + 30, 0] += 6
    assert np.isnan(last_scores(normal, table).onset_tick[0])


def test_nothing_is_scored_while_warming_up(normal):
    scorer = Scorer(normal)
    assert all(scorer.update(tick, np.array([50.0, 0.0])).peak == 0 for tick in range(SETTINGS.warmup_ticks))
