"""What every metric is expected to be, given what feeds its component."""

from dataclasses import dataclass
from typing import Tuple

import numpy as np

from limphome.diagnosis.feed_graph import FeedGraph
from limphome.diagnosis.settings import ModelSettings

CONTEXTS = ("standing", "moving")
Z_MAX = 30.0  # a residual beyond this says nothing more


@dataclass(frozen=True, eq=False)
class Limits:
    """The edge of normal of every statistic, per context: arrays of shape (2, m).

    ``level_short``, ``level_long``: largest mean residual of the windows. ``spread_mid``: median of the log spread, with
    ``spread_up`` and ``spread_down``, the distances to its edges. ``freeze``: longest run of one value [ticks];
    ``silence``: longest gap [ticks]; both infinite where normal metrics do that at will.
    """

    level_short: np.ndarray
    level_long: np.ndarray
    spread_mid: np.ndarray
    spread_up: np.ndarray
    spread_down: np.ndarray
    freeze: np.ndarray
    silence: np.ndarray


@dataclass(frozen=True, eq=False)
class NormalModel:
    """Robust location and scale of m metrics, and a linear prediction of each from lagged metrics of its feeders.

    Attributes:
        names: the metrics. graph: who may explain whom.
        center, scale: shape (m,), of the values. low, high: shape (m,), range of normal inputs in units of scale.
        weights: shape (m, m * lags), the prediction in units of scale; inputs are clipped to the normal range, so
            that a broken input cannot be extrapolated from.
        offset, spread: shape (2, m), location and scale of the residual, standing and moving.
        limits: edges of normal of the window statistics.
    """

    names: Tuple[str, ...]
    graph: FeedGraph
    settings: ModelSettings
    center: np.ndarray
    scale: np.ndarray
    low: np.ndarray
    high: np.ndarray
    weights: np.ndarray
    offset: np.ndarray
    spread: np.ndarray
    limits: Limits

    def standardised(self, values: np.ndarray) -> np.ndarray:
        """Values (..., m) in units of their scale, NaN kept."""
        return (values - self.center) / self.scale

    def inputs(self, values: np.ndarray) -> np.ndarray:
        """What predictions are made from: standardised, clipped to normal, 0 where missing; shape (..., m)."""
        return np.clip(np.nan_to_num(self.standardised(values), nan=0.0), self.low, self.high)

    def context(self, values: np.ndarray) -> np.ndarray:
        """0 standing, 1 moving, for values of shape (..., m)."""
        if self.settings.context_metric not in self.names:
            return np.zeros(values.shape[:-1], int)
        speed = np.nan_to_num(values[..., self.names.index(self.settings.context_metric)])
        return (np.abs(speed) > self.settings.context_limit).astype(int)

    def residual(self, values: np.ndarray, lagged: np.ndarray, context: np.ndarray) -> np.ndarray:
        """How far values lie from the prediction, in units of the residual's normal scale.

        Args:
            values: shape (..., m). lagged: shape (..., m * lags), inputs at the ages of ``settings.lags``.
            context: shape (...).
        """
        raw = self.standardised(values) - lagged @ self.weights.T
        return np.clip((raw - self.offset[context]) / self.spread[context], -Z_MAX, Z_MAX)

    def expected(self, lagged: np.ndarray, context: int) -> np.ndarray:
        """The predicted values (m,) in their own units."""
        return self.center + self.scale * (self.weights @ lagged + self.offset[context])
