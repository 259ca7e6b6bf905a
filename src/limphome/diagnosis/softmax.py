"""Multinomial logistic regression, fitted in numpy."""

from typing import Tuple

import numpy as np


def softmax(logits: np.ndarray) -> np.ndarray:
    """Along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def fit_softmax(
    x: np.ndarray, y: np.ndarray, classes: int, sample_weight: np.ndarray, ridge: float, steps: int = 400
) -> Tuple[np.ndarray, np.ndarray]:
    """Weights (k, f) and bias (k,) by Nesterov's accelerated gradient on the convex, ridge-penalised log-loss.

    Args:
        x: shape (n, f). y: int, shape (n,), below ``classes``. sample_weight: shape (n,), any scale.
        ridge: penalty on half the squared weights, against a mean log-loss.
    """
    n, features = x.shape
    weight = sample_weight / sample_weight.sum()
    x1 = np.concatenate([x, np.ones((n, 1))], axis=1)
    target = np.zeros((n, classes))
    target[np.arange(n), y] = 1.0
    # The softmax loss is 1/2-smooth in its logits, so the step follows from the largest eigenvalue of X'WX.
    step = 1.0 / (0.5 * np.linalg.eigvalsh(x1.T @ (x1 * weight[:, None]))[-1] + ridge)
    penalty = np.full((1, features + 1), ridge)
    penalty[0, -1] = 0.0
    theta = ahead = np.zeros((classes, features + 1))
    for k in range(steps):
        error = (softmax(x1 @ ahead.T) - target) * weight[:, None]
        before, theta = theta, ahead - step * (error.T @ x1 + penalty * ahead)
        ahead = theta + k / (k + 3.0) * (theta - before)
    return theta[:, :-1], theta[:, -1]
