"""Is the lidar's scan a new one?"""

from dataclasses import dataclass

from limphome.core import Verdict
from limphome.resources import option
from limphome.safety.reactions import judge
from limphome.safety.repeats import Repeats
from limphome.safety.scan_statistics import ScanStatistics


@dataclass(frozen=True)
class FrozenScanConfig:
    """Options of the frozen-scan monitor."""

    scan_frozen_same: float = option(0.95, "share of ranges equal to those of the scan before, to the last digit", 0.5, 1.0)
    scan_frozen_run: float = option(0.25, "the same side by side, as a share of all beams, where but a part repeats", 0.02, 1.0)
    scan_frozen_scans: int = option(4, "such scans in a row that trip; more for a lidar without noise", 1, 1000)


class FrozenScan:
    """Trips when scans are repeated under new stamps, as a merger of scans or a driver does that has lost its source.

    A lidar's ranges are never twice the same: noise moves the last digits, also before a still scene. Of a merger one source
    may repeat alone: then many beams side by side do. Twice as many repeats count, too, where never two new scans come in a row.
    """

    def __init__(self, config: FrozenScanConfig) -> None:
        self._config = config
        self._same, self._in_a_row = "", 0
        self._repeats = Repeats(2 * config.scan_frozen_scans)

    def observe(self, scan: ScanStatistics) -> None:
        """Take the statistics of the next scan."""
        same = self._tell_same(scan)
        self._same = same or self._same
        self._in_a_row = self._in_a_row + 1 if same else 0
        self._repeats.observe(bool(same))

    def _tell_same(self, scan: ScanStatistics) -> str:
        """What repeats; empty for nothing."""
        if scan.same_fraction >= self._config.scan_frozen_same:
            return f"{scan.same_fraction:.0%} of the ranges are those of the scan before"
        run = scan.same_run / len(scan.finite)
        return (
            f"{run:.0%} of the beams, side by side, have the ranges of the scan before"
            if run >= self._config.scan_frozen_run
            else ""
        )

    def verdict(self, now_s: float) -> Verdict:
        """Frozen, or well."""
        text = f"{self._same}, {self._in_a_row} scans in a row" if self._in_a_row >= self._config.scan_frozen_scans else ""
        text = f"{self._same}, again and again" if self._repeats.tripped and not text else text
        return judge("scan_frozen", "lidar", now_s, text)
