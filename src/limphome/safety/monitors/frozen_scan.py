"""Is the lidar's scan a new one?"""

from dataclasses import dataclass

from limphome.core import Verdict
from limphome.resources import option
from limphome.safety.reactions import judge
from limphome.safety.scan_statistics import ScanStatistics


@dataclass(frozen=True)
class FrozenScanConfig:
    """Options of the frozen-scan monitor."""

    scan_frozen_same: float = option(0.95, "share of ranges equal to those of the scan before, to the last digit", 0.5, 1.0)
    scan_frozen_scans: int = option(4, "such scans in a row that trip; more for a lidar without noise", 1, 1000)


class FrozenScan:
    """Trips when scans are repeated under new stamps, as a merger of scans or a driver does that has lost its source.

    A lidar's ranges are never twice the same: noise moves the last digits, also before a still scene.
    """

    def __init__(self, config: FrozenScanConfig) -> None:
        self._config = config
        self._same, self._in_a_row = 0.0, 0

    def observe(self, scan: ScanStatistics) -> None:
        """Take the statistics of the next scan."""
        self._same = scan.same_fraction
        self._in_a_row = self._in_a_row + 1 if self._same >= self._config.scan_frozen_same else 0

    def verdict(self, now_s: float) -> Verdict:
        """Frozen, or well."""
        frozen = self._in_a_row >= self._config.scan_frozen_scans
        text = f"{self._same:.0%} of the ranges are those of the scan before, {self._in_a_row} scans in a row" if frozen else ""
        return judge("scan_frozen", "lidar", now_s, text)
