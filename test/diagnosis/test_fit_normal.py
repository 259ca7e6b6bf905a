import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.diagnosis.feed_graph import FeedGraph
from limphome.diagnosis.fit_normal import fit_normal, hold
from limphome.diagnosis.resolution import resolution
from limphome.diagnosis.scores import Scorer
from limphome.diagnosis.settings import ModelSettings
from limphome.diagnosis.telemetry import Telemetry

SETTINGS = ModelSettings(context_metric="odometry.v_mps")


def drive(seed: int, ticks: int = 4000) -> Telemetry:
    """A robot that stands and drives by turns; its picture changes only when it drives."""
    rng = np.random.default_rng(seed)
    moving = (np.arange(ticks) // 200) % 2
    speed = moving * (0.8 + 0.02 * rng.normal(size=ticks))
    change = 1 + 0.05 * rng.normal(size=ticks) + moving * (4 + 0.5 * rng.normal(size=ticks))
    rate = np.full(ticks, 10.0)
    return Telemetry(("camera.difference", "camera.rate_hz", "odometry.v_mps"), 0, np.stack([change, rate, speed], axis=1))


@pytest.fixture(scope="module")
def normal():
    return fit_normal([drive(0)], FeedGraph({}), SETTINGS)


def test_standing_and_driving_have_their_own_normal(normal):
    standing, moving = (normal.expected(np.zeros(normal.weights.shape[1]), c)[0] for c in (0, 1))
    assert standing == pytest.approx(1.0, abs=0.1)
    assert moving == pytest.approx(5.0, abs=0.2)
    assert normal.spread[1, 0] > 4 * normal.spread[0, 0]


def test_a_still_picture_is_normal_while_standing_and_not_while_driving(normal):
    table = drive(1).values[:390].copy()
    table[350:, 0] = 1.0
    scorer = Scorer(normal)
    peaks = [scorer.update(tick, row).peak for tick, row in enumerate(table)]
    assert max(peaks[30:200]) < 1.2
    assert peaks[-1] > 2


def test_a_metric_that_never_varied_may_jitter_a_little(normal):
    i = normal.names.index("camera.rate_hz")
    table = drive(2).values[:150].copy()
    table[:, i] += np.where(np.arange(150) % 10 == 0, -1.0, 0.0)
    scorer = Scorer(normal)
    assert max(np.abs(scorer.update(tick, row).values[0, i]) for tick, row in enumerate(table)) < 1
    table[100:, i] = 5.0
    scorer = Scorer(normal)
    assert [scorer.update(tick, row) for tick, row in enumerate(table)][-1].values[0, i] < -2


def test_resolution_follows_the_unit_in_the_name():
    least = resolution(("a.rate_hz", "a.age_s", "a.count"), np.array([20.0, 0.05, 1000.0]))
    np.testing.assert_allclose(least, [3.0, 0.01, 1.0], rtol=1e-3)


def test_hold_fills_short_gaps_only():
    column = np.array([[1.0], [np.nan], [np.nan], [np.nan], [5.0]])
    np.testing.assert_array_equal(hold(column, 2)[:, 0], [1, 1, 1, np.nan, 5])


def test_a_metric_seen_in_few_ticks_is_not_watched():
    base = drive(3)
    rare = np.full(len(base.values), np.nan)
    rare[::50] = 1.0
    table = Telemetry((*base.names, "pilot.rare"), 0, np.column_stack([base.values, rare]))
    assert "pilot.rare" not in fit_normal([table], FeedGraph({}), SETTINGS).names


def test_a_metric_seen_only_while_all_starts_is_not_watched():
    base = drive(3, 300)
    early = np.where(np.arange(300) < 20, 1.0, np.nan)
    table = Telemetry((*base.names, "pilot.early"), 0, np.column_stack([base.values, early]))
    found = fit_normal([table], FeedGraph({}), SETTINGS)
    assert found.names == base.names
    assert np.isfinite(found.scale).all()


def test_a_drive_too_short_to_fit_is_left_out(normal):
    found = fit_normal([drive(0), drive(4, 20)], FeedGraph({}), SETTINGS)
    np.testing.assert_array_equal(found.limits.level_short, normal.limits.level_short)


def test_drives_too_short_to_fit_are_refused():
    with pytest.raises(LimphomeError, match="long enough"):
        fit_normal([drive(4, 30)], FeedGraph({}), SETTINGS)
