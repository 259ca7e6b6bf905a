"""Are enough beams left to see with?"""

from dataclasses import dataclass

from limphome.core import Verdict
from limphome.resources import option
from limphome.safety.hysteresis import Hysteresis
from limphome.safety.reactions import judge
from limphome.safety.scan_statistics import ScanStatistics


@dataclass(frozen=True)
class LidarLossConfig:
    """Options of the lidar-loss monitors."""

    lidar_thin_lost: float = option(0.07, "lost fraction that asks for LIMP_HOME", 0.0, 1.0)
    lidar_blind_lost: float = option(0.50, "lost fraction that asks for SAFE_STOP", 0.0, 1.0)
    lidar_blind_valid: float = option(0.10, "valid fraction below which the lidar counts as blind", 0.0, 1.0)
    lidar_scans: int = option(4, "scans in a row that it takes to trip or to let go", 1, 100)


class LidarLoss:
    """Trips when beams that must hit something come back empty or broken.

    A clear yard answers +inf too, so +inf alone is no fault: a beam counts as lost when the same
    beam had a range in the scan before. Beams that fail at random are lost again and again.
    """

    def __init__(self, monitor: str, lost_limit: float, valid_limit: float, scans: int) -> None:
        self._monitor, self._lost_limit, self._valid_limit = monitor, lost_limit, valid_limit
        self._lost = Hysteresis(lost_limit, 0.7 * lost_limit, scans)
        self._few = Hysteresis(valid_limit, 1.2 * valid_limit, scans, low=True)

    def observe(self, scan: ScanStatistics) -> None:
        """Take the statistics of the next scan."""
        # A NaN or a too-close beam is broken whatever was there before.
        self._lost.update(max(scan.lost_fraction, scan.broken_fraction))
        self._few.update(scan.valid_fraction)

    def verdict(self, now_s: float) -> Verdict:
        """Too few beams, or well."""
        text = ""
        if self._few.tripped:
            text = f"{self._few.told('.0%')} of the beams have a range, at least {self._valid_limit:.0%}"
        elif self._lost.tripped:
            text = f"{self._lost.told('.0%')} of the beams are lost, at most {self._lost_limit:.0%}"
        return judge(self._monitor, "lidar", now_s, text)
