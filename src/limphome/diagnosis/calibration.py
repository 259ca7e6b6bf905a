"""Make probabilities mean what they say, and measure how far they do."""

from typing import Tuple

import numpy as np

from limphome.diagnosis.softmax import softmax

TEMPERATURES = np.exp(np.linspace(np.log(0.2), np.log(8.0), 75))


def fit_temperature(logits: np.ndarray, y: np.ndarray, weight: np.ndarray) -> float:
    """The temperature with the least log-loss on held-out logits (Guo et al. 2017).

    Args:
        logits: shape (n, k). y: int, shape (n,). weight: shape (n,).
    """
    rows = np.arange(len(y))
    losses = [-np.sum(weight * np.log(softmax(logits / t)[rows, y] + 1e-12)) for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def expected_calibration_error(confidence: np.ndarray, correct: np.ndarray, bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over equally wide bins, weighted by their cases (Naeini et al. 2015).

    Args:
        confidence: probability of the first answer, shape (n,). correct: bool, shape (n,).
    """
    index = np.minimum((np.asarray(confidence) * bins).astype(int), bins - 1)
    gaps = [abs(np.sum(confidence[index == b]) - np.sum(correct[index == b])) for b in range(bins)]
    return float(sum(gaps) / max(len(confidence), 1))


def calibration_interval(
    confidence: np.ndarray, correct: np.ndarray, rng: np.random.Generator, draws: int = 1000
) -> Tuple[float, float]:
    """95 % bootstrap interval of the expected calibration error."""
    n = len(confidence)
    if n == 0:
        return 0.0, 1.0
    picks = rng.integers(0, n, (draws, n))
    errors = [expected_calibration_error(confidence[pick], correct[pick]) for pick in picks]
    low, high = np.quantile(errors, [0.025, 0.975])
    return float(low), float(high)


def calibration_floor(confidence: np.ndarray, rng: np.random.Generator, draws: int = 200) -> float:
    """The error that a perfectly calibrated ranker with these confidences would show on average."""
    errors = [expected_calibration_error(confidence, rng.random(len(confidence)) < confidence) for _ in range(draws)]
    return float(np.mean(errors))
