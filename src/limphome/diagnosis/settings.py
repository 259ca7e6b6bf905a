"""What the online engine can be tuned by, and what a model was fitted with."""

from dataclasses import dataclass
from typing import Tuple

from limphome.resources import option


@dataclass(frozen=True)
class EngineConfig:
    """When departures become an incident; the same for every model."""

    confirm_s: float = option(0.8, "how long departures must last, together, before they are an incident [s]", 0.0, 10.0)
    forget_s: float = option(16.0, "how long all must be normal before such departures are forgotten [s]", 0.1, 600.0)
    clear_s: float = option(3.0, "how long all must be normal before the incident is over [s]", 0.1, 60.0)
    none_limit: float = option(0.5, "no incident is confirmed while 'none' is at least this probable", 0.0, 1.0)
    evidence: int = option(3, "pieces of evidence told with a cause", 1, 20)


@dataclass(frozen=True)
class ModelSettings:
    """What the statistics of a normal model are made with; stored in the model file.

    Attributes:
        tick_s: cell of the time grid [s].
        short_ticks, long_ticks: windows of the level score; the spread score uses the long one.
        lags: ages of the feeders' metrics that may explain a metric [ticks].
        hold_ticks: a missing value is the last one for this long.
        warmup_ticks: after the first row nothing is scored for this long.
        context_metric, context_limit: the robot moves when this metric's size is above the limit; empty for one context.
        earliness_s: a metric that departs this much later than the first one counts 1/e as much.
    """

    tick_s: float = 0.1
    short_ticks: int = 5
    long_ticks: int = 20
    lags: Tuple[int, ...] = (0, 1, 2, 4)
    hold_ticks: int = 2
    warmup_ticks: int = 25
    context_metric: str = "odometry.v_mps"
    context_limit: float = 0.05
    earliness_s: float = 0.7

    @property
    def shortest_ticks(self) -> int:
        """A drive of fewer ticks shows nothing of what is normal."""
        return self.warmup_ticks + self.long_ticks + 1
