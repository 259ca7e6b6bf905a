import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.perception.feature_statistics import FeatureStatistics


@pytest.fixture
def features():
    return np.random.default_rng(0).normal([0, 5, -3], [1, 0.1, 10], (2000, 3))


def test_a_usual_frame_has_distance_one_on_average(features):
    statistics = FeatureStatistics.fit(features)
    distances = [statistics.distance(row) for row in features]
    assert np.sqrt(np.mean(np.square(distances))) == pytest.approx(1.0, abs=0.01)


def test_a_shift_of_three_spreads_is_seen(features):
    statistics = FeatureStatistics.fit(features)
    assert statistics.distance(statistics.mean + 3 * statistics.std) == pytest.approx(3.0)


def test_a_dead_unit_does_not_blow_up_the_distance():
    features = np.random.default_rng(1).normal(size=(100, 4))
    features[:, 2] = 0.0
    assert FeatureStatistics.fit(features).distance(np.array([0, 0, 0.5, 0])) < 10


def test_statistics_survive_the_file(features):
    statistics = FeatureStatistics.fit(features)
    again = FeatureStatistics.from_json(statistics.to_json(), "features.json")
    np.testing.assert_allclose(again.mean, statistics.mean, atol=1e-5)
    np.testing.assert_allclose(again.std, statistics.std, atol=1e-5)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema_version": 1, "mean": [1], "std": [1, 2]}', '{"mean": [1], "std": [2]}']
)
def test_another_file_is_refused(text):
    with pytest.raises(LimphomeError, match=r"features\.json"):
        FeatureStatistics.from_json(text, "features.json")
