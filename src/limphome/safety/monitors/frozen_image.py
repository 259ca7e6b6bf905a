"""Does the camera still show something new?"""

from dataclasses import dataclass

from limphome.core import Verdict
from limphome.resources import option
from limphome.safety.hysteresis import Hysteresis
from limphome.safety.image_statistics import ImageStatistics
from limphome.safety.reactions import judge
from limphome.safety.repeats import Repeats


@dataclass(frozen=True)
class FrozenImageConfig:
    """Options of the frozen-image monitor."""

    frozen_difference: float = option(0.25, "pictures that differ by less on average count as equal [grey levels]", 0.0, 10.0)
    frozen_frames: int = option(2, "equal pictures in a row that count as frozen", 1, 50)


class FrozenImage:
    """Trips when pictures with new stamps repeat.

    Sensor noise of one grey level changes a still scene by 1.1 grey levels from picture to
    picture, so standing still is no freeze; a repeated picture changes by exactly nothing, one
    that was compressed on its way by a trace. Twice as many repeats count, too, where never two new pictures come in a row.
    """

    def __init__(self, config: FrozenImageConfig) -> None:
        self._config = config
        self._equal = Hysteresis(config.frozen_difference, 2 * config.frozen_difference, config.frozen_frames, low=True)
        self._repeats = Repeats(2 * config.frozen_frames)
        self._repeated = 0.0

    def observe(self, image: ImageStatistics) -> None:
        """Take the statistics of the next picture."""
        if image.difference is not None:
            self._equal.update(image.difference)
            repeated = image.difference < self._config.frozen_difference
            self._repeats.observe(repeated)
            self._repeated = image.difference if repeated else self._repeated

    def verdict(self, now_s: float) -> Verdict:
        """Frozen, or well."""
        limit = self._config.frozen_difference
        changed = self._equal.told(".2f") if self._equal.tripped else ""
        text = f"pictures repeat: changed by {changed} grey levels, at least {limit:g}" if changed else ""
        if self._repeats.tripped and not text:
            text = f"pictures repeat, new ones in between: changed by {self._repeated:.2f} grey levels, at least {limit:g}"
        return judge("camera_frozen", "camera", now_s, text)
