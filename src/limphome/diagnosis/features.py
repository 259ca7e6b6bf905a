"""What the naming of a fault looks at: every score, compressed, and the shares of the blame."""

import numpy as np

from limphome.diagnosis.component_ranking import ComponentRanker
from limphome.diagnosis.normal_model import NormalModel
from limphome.diagnosis.scores import Scores

QUIET = 0.5  # scores below this say nothing
LOUD = 4.0  # scores beyond this say no more about why; else a long freeze would turn into a pattern never seen


class Features:
    """Turns scores into one vector of 4 m + c numbers."""

    def __init__(self, model: NormalModel) -> None:
        self._ranker = ComponentRanker(model)

    def of(self, scores: Scores) -> np.ndarray:
        """Shape (4 m + c,): log-compressed scores with their sign, then the share of the blame of each component."""
        sizes = np.minimum(np.abs(scores.values), LOUD)
        compressed = np.sign(scores.values) * np.log1p(np.maximum(sizes - QUIET, 0.0))
        return np.concatenate([compressed.ravel(), self._ranker.shares(scores)])
