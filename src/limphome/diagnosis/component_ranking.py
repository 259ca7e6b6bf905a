"""Where it broke: the component whose metrics depart first and are not explained by what feeds it."""

from dataclasses import dataclass
from typing import Tuple

import numpy as np

from limphome.diagnosis.feed_graph import component_of
from limphome.diagnosis.normal_model import NormalModel
from limphome.diagnosis.scores import Scores

PASSED_ON = 0.5  # share of a departure that a feeder, departed as early, is taken to explain
SECOND = 0.3  # weight of a component's second metric beside its first


@dataclass(frozen=True, eq=False)
class ComponentRanking:
    """Component and share of the blame, best first; shares sum to 1."""

    components: Tuple[str, ...]
    shares: np.ndarray


class ComponentRanker:
    """Ranks the components of a normal model by their scores."""

    def __init__(self, model: NormalModel) -> None:
        self.components = tuple(sorted({component_of(name) for name in model.names}))
        self._owner = np.array([self.components.index(component_of(name)) for name in model.names])
        self._fed_by = model.graph.edges(self.components)
        self._earliness_ticks = model.settings.earliness_s / model.settings.tick_s

    def shares(self, scores: Scores) -> np.ndarray:
        """Share of the blame of every component, in the order of ``components``; even when nothing departs."""
        blame = self._explained_away(self._strength(scores)) + 1e-3
        return blame / blame.sum()

    def rank(self, scores: Scores) -> ComponentRanking:
        """The components, most to blame first."""
        shares = self.shares(scores)
        order = np.argsort(-shares, kind="stable")
        return ComponentRanking(tuple(self.components[i] for i in order), shares[order])

    def _strength(self, scores: Scores) -> np.ndarray:
        """Size of the departures, discounted by how much later they began than the first; (c,)."""
        size = np.log1p(np.maximum(scores.size - 1.0, 0.0)) + 0.05 * np.minimum(scores.size, 1.0)
        begun = ~np.isnan(scores.onset_tick)
        late = scores.onset_tick - np.min(scores.onset_tick[begun]) if begun.any() else np.zeros(len(size))
        weighted = size * np.where(begun, np.exp(-np.nan_to_num(late) / self._earliness_ticks), 0.05)
        out = np.zeros(len(self.components))
        for c in range(len(out)):
            top = np.sort(weighted[self._owner == c])[::-1]
            out[c] = top[0] + SECOND * top[1:2].sum()
        return out

    def _explained_away(self, strength: np.ndarray) -> np.ndarray:
        feeder = np.where(self._fed_by, strength[None, :], 0.0).max(axis=1)
        return strength * (1 - PASSED_ON * feeder / np.maximum(feeder + strength, 1e-9))
