"""A pipeline of made-up components, to test the engine where the truth is known and no simulator is needed."""

from dataclasses import dataclass
from typing import Dict, Sequence, Tuple

import numpy as np

from limphome.diagnosis.feed_graph import FeedGraph, component_of
from limphome.diagnosis.telemetry import Telemetry

MECHANISMS = ("level", "spread", "freeze", "silence")
LAGS = 4
Break = Tuple[int, str, float]  # metric, mechanism, size in units of its noise


@dataclass(frozen=True, eq=False)
class SyntheticPipeline:
    """Components in a random acyclic graph; each metric is a lagged, partly bent sum of its feeders' metrics plus AR(1) noise.

    Attributes:
        graph: the true feeds.
        names: ``c03.m1``, c * k of them.
        weights: (m, m), row driven by column. lags: (m, m) [ticks]. bent: (m, m) bool, through tanh.
        center, scale: (m,) units of every metric.
        memory: (m,) AR(1) coefficient of the noise.
    """

    graph: FeedGraph
    names: Tuple[str, ...]
    weights: np.ndarray
    lags: np.ndarray
    bent: np.ndarray
    center: np.ndarray
    scale: np.ndarray
    memory: np.ndarray

    @classmethod
    def draw(cls, rng: np.random.Generator, components: int = 12, metrics: int = 5) -> "SyntheticPipeline":
        """A random pipeline: one to three feeders a component, one to three inputs a metric."""
        feeders: Dict[str, Tuple[str, ...]] = {}
        m = components * metrics
        weights = np.zeros((m, m))
        for c in range(1, components):
            fed_by = rng.choice(c, size=min(c, int(rng.integers(1, 4))), replace=False)
            feeders[f"c{c:02d}"] = tuple(f"c{b:02d}" for b in sorted(fed_by))
            inputs = np.concatenate([np.arange(b * metrics, (b + 1) * metrics) for b in fed_by])
            for i in range(c * metrics, (c + 1) * metrics):
                chosen = rng.choice(inputs, size=int(rng.integers(1, 4)), replace=False)
                weights[i, chosen] = rng.uniform(0.4, 1.0, len(chosen)) * rng.choice([-1, 1], len(chosen))
        return cls(
            graph=FeedGraph(feeders),
            names=tuple(f"c{c:02d}.m{k}" for c in range(components) for k in range(metrics)),
            weights=weights,
            lags=rng.integers(0, LAGS, (m, m)),
            bent=rng.random((m, m)) < 0.3,
            center=rng.normal(0, 10, m),
            scale=10 ** rng.uniform(-2, 2, m),
            memory=rng.uniform(0, 0.8, m),
        )

    def drive(self, rng: np.random.Generator, ticks: int, broken: Sequence[Break] = (), start: int = 0) -> Telemetry:
        """Telemetry of ``ticks`` cells, in which the mechanisms ``broken`` are broken from row ``start`` on."""
        m = len(self.names)
        noise = rng.normal(size=(ticks, m)) * np.sqrt(1 - self.memory**2)
        by_lag = self._by_lag()
        state, clean = np.zeros(m), np.zeros((ticks, m))
        shown = np.full((ticks, m), np.nan)
        for t in range(ticks):
            state = self.memory * state + noise[t]
            clean[t] = state + _inputs(by_lag, clean, t)
            shown[t] = clean[t]
            for i, mechanism, size in broken if t >= start else []:
                clean[t, i], shown[t, i] = _apply(mechanism, size, clean, t, i, start, rng)
        return Telemetry(self.names, 0, self.center + self.scale * shown)

    def _by_lag(self) -> Tuple[np.ndarray, ...]:
        """Weights of every lag, straight ones above bent ones: shape (2 m, m)."""
        parts = [self.weights * (self.lags == lag) for lag in range(LAGS)]
        return tuple(np.concatenate([part * ~self.bent, part * self.bent]) for part in parts)

    def draw_break(self, rng: np.random.Generator, component: str) -> Tuple[Break, ...]:
        """One to three metrics of a component, all broken in one way."""
        own = [i for i, name in enumerate(self.names) if component_of(name) == component]
        hit = rng.choice(own, size=int(rng.integers(1, 4)), replace=False)
        mechanism = str(rng.choice(MECHANISMS))
        size = float(rng.uniform(2, 6) * rng.choice([-1, 1]))
        return tuple((int(i), mechanism, size) for i in hit)


def _inputs(by_lag: Tuple[np.ndarray, ...], clean: np.ndarray, t: int) -> np.ndarray:
    """What the feeders contribute at row t: rows t - 1 and older."""
    m = clean.shape[1]
    out = np.zeros(m)
    for lag, weights in enumerate(by_lag[:t]):
        past = clean[t - 1 - lag]
        out += weights[:m] @ past + weights[m:] @ (1.5 * np.tanh(past / 1.5))
    return out


def _apply(
    mechanism: str, size: float, clean: np.ndarray, t: int, i: int, start: int, rng: np.random.Generator
) -> Tuple[float, float]:
    """The broken metric's value as its readers get it, and as it is reported."""
    if mechanism == "level":
        value = clean[t, i] + size
    elif mechanism == "spread":
        value = clean[t, i] + size * rng.normal()
    else:
        value = clean[start - 1, i]  # frozen, or silent: its readers keep the last value
    return value, (np.nan if mechanism == "silence" else value)
