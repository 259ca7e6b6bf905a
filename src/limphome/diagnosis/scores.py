"""Four two-sided scores of every metric: level shift, spread shift, freeze, silence. 1 is the edge of normal."""

from dataclasses import dataclass

import numpy as np

from limphome.diagnosis.normal_model import Limits, NormalModel
from limphome.diagnosis.window import Statistics, Window

KINDS = ("level", "spread", "freeze", "silence")
LATCH_TICKS = 10  # a metric that is normal for this long has no onset any more
BACK = 0.5  # an excess began when the short mean last was below this share of its edge


@dataclass(frozen=True, eq=False)
class Scores:
    """What departs from normal at one tick.

    Attributes:
        tick: number of the cell.
        values: shape (4, m), rows as ``KINDS``; level and spread are signed. Size 1 is the edge of normal.
        onset_tick: shape (m,), when the present departure began; NaN for metrics that are normal.
    """

    tick: int
    values: np.ndarray
    onset_tick: np.ndarray

    @property
    def size(self) -> np.ndarray:
        """Largest score of every metric, shape (m,)."""
        return np.abs(self.values).max(axis=0)

    @property
    def peak(self) -> float:
        """Largest score of all."""
        return float(self.size.max())


class Scorer:
    """Scores ticks one after the other and keeps the onset of every departure."""

    def __init__(self, model: NormalModel) -> None:
        self.model = model
        self.window = Window(model)
        self._onset = np.full(len(model.names), np.nan)
        self._calm = np.zeros(len(model.names))

    def update(self, tick: int, values: np.ndarray) -> Scores:
        """Score one tick from its values (m,); everything is 0 until the window is warm."""
        row = self.window.update(values)
        scores = normalised(row, self.model.limits) if self.window.is_warm else np.zeros((4, len(self._onset)))
        self._follow_onsets(tick, row, scores)
        return Scores(tick, scores, self._onset.copy())

    def _follow_onsets(self, tick: int, row: Statistics, scores: np.ndarray) -> None:
        departed = np.abs(scores).max(axis=0) > 1
        self._calm = np.where(departed, 0, self._calm + 1)
        self._onset[self._calm > LATCH_TICKS] = np.nan
        fresh = np.flatnonzero(departed & np.isnan(self._onset))
        if len(fresh):
            self._onset[fresh] = tick - self._ticks_back(row, scores)[fresh]

    def _ticks_back(self, row: Statistics, scores: np.ndarray) -> np.ndarray:
        """How long ago the departure of each metric began, by the score that shows it most, shape (m,)."""
        limit = BACK * self.model.limits.level_short[int(row.context)]
        means = self.window.short_means
        since = _ticks_since(np.abs(means) < limit)
        wild = np.abs(self.window.residuals) > 3
        first_wild = np.where(wild.any(axis=0), len(wild) - 1 - np.argmax(wild, axis=0), 0)
        back = np.stack([since, first_wild, row.run, row.gap])
        return np.take_along_axis(back, np.abs(scores).argmax(axis=0)[None], axis=0)[0]


def _ticks_since(calm: np.ndarray) -> np.ndarray:
    """Rows since the last True of every column of (n, m)."""
    return np.where(calm.any(axis=0), np.argmax(calm[::-1], axis=0), len(calm)).astype(float)


def normalised(row: Statistics, limits: Limits) -> np.ndarray:
    """Statistics in units of the edge of normal of their context; (m,) gives (4, m), tables (n, m) give (n, 4, m)."""
    c = row.context
    short, long = row.level_short / limits.level_short[c], row.level_long / limits.level_long[c]
    level = np.where(np.abs(short) > np.abs(long), short, long)
    spread = row.spread - limits.spread_mid[c]
    spread = np.where(spread > 0, spread / limits.spread_up[c], spread / limits.spread_down[c])
    return np.stack([level, spread, row.run / limits.freeze[c], row.gap / limits.silence[c]], axis=-2)
