import numpy as np
import pytest

from limphome.diagnosis.fit_naming import fit_naming
from limphome.diagnosis.naming import NONE, distances
from limphome.diagnosis.samples import Samples
from limphome.diagnosis.softmax import fit_softmax, softmax

LABELS = (("a.x", "a"), ("b.y", "b"), ("c.z", "c"))


def samples(seed: int, runs: int = 12) -> Samples:
    """Patterns in ten numbers: each fault raises three of its own, nothing raises none."""
    rng = np.random.default_rng(seed)
    features, labels, numbers = [], [], []
    for number in range(runs * 4):
        label = (NONE, *LABELS)[number % 4]
        for _ in range(5):
            pattern = 0.1 * rng.normal(size=10)
            if label != NONE:
                k = LABELS.index(label)
                pattern[3 * k : 3 * k + 3] += 2 + 0.3 * rng.normal(size=3)
            features.append(pattern)
            labels.append(label)
            numbers.append(number)
    return Samples(np.array(features), tuple(labels), np.array(numbers), np.ones(len(labels)))


@pytest.fixture(scope="module")
def naming():
    return fit_naming(samples(0))[0]


def answer(naming, features):
    names = [*naming.labels, ("unknown", "")]
    probabilities = naming.probabilities(features)
    assert probabilities.sum() == pytest.approx(1.0)
    assert (probabilities >= 0).all()
    return names[int(probabilities.argmax())]


def test_known_patterns_get_their_name(naming):
    fresh = samples(1)
    said = [answer(naming, row) for row in fresh.features]
    assert np.mean([a == b for a, b in zip(said, fresh.labels)]) > 0.97


def test_a_pattern_far_from_all_known_ones_is_unknown(naming):
    strange = np.zeros(10)
    strange[9] = 6.0
    strange[[0, 4, 8]] = 3.0
    assert answer(naming, strange)[0] == "unknown"


def test_a_known_pattern_that_is_larger_than_any_in_the_fit_keeps_its_name(naming):
    large = np.zeros(10)
    large[:3] = 4.0  # the fit knows it at 2.0, give or take 0.3
    assert answer(naming, large) == LABELS[0]


def test_no_departure_is_none_and_not_unknown(naming):
    assert answer(naming, np.zeros(10)) == NONE


def test_the_edge_of_unknown_is_set_by_what_is_asked_of_a_pattern_later():
    """Two faults that are near each other and far from calm: by distance alone, both measures would be several times as large."""
    rng = np.random.default_rng(3)
    centres = {NONE: (0.0, 0.0), ("a.x", "a"): (8.0, 0.0), ("b.y", "b"): (8.0, 1.5)}
    labels = tuple(label for _ in range(12) for label in centres for _ in range(5))
    features = np.array([centres[label] for label in labels]) + 0.2 * rng.normal(size=(len(labels), 2))
    naming, held_out = fit_naming(Samples(features, labels, np.arange(len(labels)) // 5, np.ones(len(labels))))
    faulty = np.array([label != NONE for label in labels])
    apart = distances(features, naming.profiles, naming.width)[faulty]
    own = np.array([naming.labels.index(label) for label in labels])[faulty]
    others = np.where(np.arange(3)[None] == own[:, None], np.inf, apart).min(axis=1)
    assert np.median(held_out.known[faulty]) == pytest.approx(np.median(naming.strangeness(features[faulty])), rel=0.5)
    assert np.median(held_out.unknown[faulty]) == pytest.approx(np.median(others**2 / apart[:, 0]), rel=0.5)
    assert np.median(others**2 / apart[:, 0]) < np.median(others) / 3


def test_softmax_regression_reaches_the_optimum():
    rng = np.random.default_rng(0)
    x, truth = rng.normal(size=(400, 3)), np.array([[2.0, 0, 0], [0, 2.0, 0], [0, 0, 2.0]])
    y = np.array([rng.choice(3, p=p) for p in softmax(x @ truth.T)])
    w, b = fit_softmax(x, y, 3, np.ones(400), 0.01, steps=600)
    error = softmax(x @ w.T + b)
    error[np.arange(400), y] -= 1
    np.testing.assert_allclose(error.T @ x / 400 + 0.01 * w, 0.0, atol=1e-5)
