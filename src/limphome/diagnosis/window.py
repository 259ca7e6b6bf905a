"""The statistics of the last two seconds of telemetry, tick by tick."""

from dataclasses import dataclass, fields
from typing import Tuple

import numpy as np

from limphome.diagnosis.normal_model import NormalModel
from limphome.diagnosis.telemetry import Telemetry

LOG_FLOOR = 0.05  # a spread below this share of normal counts as none


@dataclass(frozen=True, eq=False)
class Statistics:
    """One row (m,), or a table (n, m), of window statistics.

    Attributes:
        context: 0 standing, 1 moving; a number, or (n,).
        level_short, level_long: mean residual of the windows. spread: log of the residual's standard deviation.
        run: ticks since the value last changed. gap: ticks since a value last came.
    """

    context: np.ndarray
    level_short: np.ndarray
    level_long: np.ndarray
    spread: np.ndarray
    run: np.ndarray
    gap: np.ndarray


class Window:
    """Takes one row of values a tick and keeps what the statistics need; about 0.1 ms a tick for 80 metrics."""

    def __init__(self, model: NormalModel) -> None:
        self.model = model
        m, settings = len(model.names), model.settings
        self.residuals = np.full((settings.long_ticks, m), np.nan)
        self.short_means = np.zeros((2 * settings.long_ticks, m))
        self.lagged = np.zeros(m * len(settings.lags))
        self.values = np.full(m, np.nan)  # the last value of each metric, however old
        self.context = 0
        self._inputs = np.zeros((max(settings.lags) + 1, m))
        self._run = np.zeros(m)
        self._gap = np.full(m, float(settings.hold_ticks + 1))
        self._ticks = 0

    @property
    def is_warm(self) -> bool:
        """True once enough ticks have passed for the statistics to mean something."""
        return self._ticks > self.model.settings.warmup_ticks

    def update(self, values: np.ndarray) -> Statistics:
        """Take the values of one tick, shape (m,), NaN where nothing came."""
        self._ticks += 1
        held = self._remember(values)
        _push(self._inputs, self.model.inputs(held))
        self.lagged = np.concatenate([self._inputs[-1 - lag] for lag in self.model.settings.lags])
        _push(self.residuals, self.model.residual(held, self.lagged, np.asarray(self.context)))
        short, _ = _moments(self.residuals[-self.model.settings.short_ticks :])
        long, deviation = _moments(self.residuals)
        _push(self.short_means, short)
        return Statistics(
            np.asarray(self.context), short, long, np.log(np.maximum(deviation, LOG_FLOOR)), self._run.copy(), self._gap.copy()
        )

    def _remember(self, values: np.ndarray) -> np.ndarray:
        """Count runs and gaps; returns the values with short gaps filled."""
        came = ~np.isnan(values)
        same = came & (np.abs(values - self.values) <= 1e-9 * self.model.scale)
        self._run = np.where(came, np.where(same, self._run + 1, 0.0), self._run)
        self._gap = np.where(came, 0.0, self._gap + 1)
        self.values = np.where(came, values, self.values)
        held = np.where(self._gap <= self.model.settings.hold_ticks, self.values, np.nan)
        context = int(self.model.context(self.values))
        if context != self.context:
            self._run[:] = 0  # a value may rest while the robot rests
        self.context = context
        return held


def _push(ring: np.ndarray, row: np.ndarray) -> None:
    ring[:-1] = ring[1:]
    ring[-1] = row


def _moments(residuals: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation down the rows, missing ones left out; 0 and 1 where under half is there."""
    there = ~np.isnan(residuals)
    count = there.sum(axis=0)
    enough = count * 2 >= len(residuals)
    count = np.maximum(count, 1)
    filled = np.where(there, residuals, 0.0)
    mean = filled.sum(axis=0) / count
    deviation = np.sqrt(np.maximum((filled**2).sum(axis=0) / count - mean**2, 0.0))
    return np.where(enough, mean, 0.0), np.where(enough, deviation, 1.0)


def statistics_of(model: NormalModel, drive: Telemetry) -> Statistics:
    """The statistics of a whole drive after warm-up, as the window makes them online; tables (n, m)."""
    window = Window(model)
    rows = []
    for values in drive.aligned(model.names):
        row = window.update(values)
        if window.is_warm:
            rows.append(row)
    return Statistics(*[np.array([getattr(row, field.name) for row in rows]) for field in fields(Statistics)])
