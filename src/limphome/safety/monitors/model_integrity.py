"""Is the network still the one that was tested?"""

from dataclasses import dataclass
from typing import Optional

from limphome.core import Health, Verdict
from limphome.resources import option
from limphome.safety.hysteresis import Hysteresis
from limphome.safety.reactions import judge


@dataclass(frozen=True)
class ModelIntegrityConfig:
    """Options of the model-integrity monitor."""

    golden_error_limit: float = option(1.0, "largest error on the golden frame, in what perception allows itself", 0.0, 1e6)
    feature_distance_limit: float = option(
        3.0, "largest distance of the features from training; a picture like those has 1, a dark one 3.6", 0.0, 1e6
    )


class ModelIntegrity:
    """Reads what perception says of its model: digest of file and memory, golden frame, feature range.

    A runtime packs its own copy of the weights: a flip there leaves the digest alone, and only
    the golden frame and the features tell.
    """

    def __init__(self, config: ModelIntegrityConfig) -> None:
        self._config = config
        self._health: Optional[Health] = None
        self._far = Hysteresis(config.feature_distance_limit, 0.9 * config.feature_distance_limit, 5)

    def observe(self, health: Health) -> None:
        """Take perception's next report."""
        self._health = health
        distance = health.metrics.get("feature_distance")
        if distance is not None:
            self._far.update(distance)

    def verdict(self, now_s: float) -> Verdict:
        """Broken and why, or well."""
        return judge("model_integrity", "perception", now_s, self._reason())

    def _reason(self) -> str:
        metrics = self._health.metrics if self._health is not None else {}
        if not metrics.get("digest_ok", 1.0) >= 1.0:
            return "the model's bytes have changed since it was loaded"
        golden = metrics.get("golden_error", 0.0)
        if not golden <= self._config.golden_error_limit:
            return f"golden frame is off by {golden:.3g}, at most {self._config.golden_error_limit:g}"
        if self._far.tripped:
            limit = self._config.feature_distance_limit
            return f"features lie {self._far.told('.2f')} from training, at most {limit:g}"
        return ""
