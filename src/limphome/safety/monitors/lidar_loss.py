"""Are enough beams left to see with?"""

from dataclasses import dataclass

import numpy as np

from limphome.core import Verdict
from limphome.resources import option
from limphome.safety.bearings import at_bearings
from limphome.safety.hysteresis import Hysteresis
from limphome.safety.reactions import judge
from limphome.safety.scan_statistics import ScanStatistics, longest_run

_AT_ONCE = 0.05
"""Share of all beams: no scene takes so much away between two scans; a person at 0.5 m turns it 4 beams at most."""


@dataclass(frozen=True)
class LidarLossConfig:
    """Options of the lidar-loss monitors."""

    lidar_thin_lost: float = option(0.07, "lost fraction that asks for LIMP_HOME", 0.0, 1.0)
    lidar_blind_lost: float = option(0.50, "lost fraction that asks for SAFE_STOP", 0.0, 1.0)
    lidar_blind_valid: float = option(0.10, "valid fraction below which the lidar counts as blind", 0.0, 1.0)
    lidar_blind_gap: float = option(0.05, "fraction of all beams, side by side, that are lost and do not come back", 0.0, 1.0)
    lidar_scans: int = option(4, "scans in a row that it takes to trip or to let go", 1, 100)


class LidarLoss:
    """Trips when beams that must hit something come back empty or broken.

    A clear yard answers +inf too, so +inf alone is no fault: a beam counts as lost when the same
    beam had a range in the scan before. Beams that fail at random are lost again and again. When many fail between two
    scans, as when one of two merged lidars dies, those that do not come back stay lost.

    Args:
        gap_limit: fraction of all beams, side by side, that may stay lost.
    """

    def __init__(self, monitor: str, lost_limit: float, valid_limit: float, scans: int, gap_limit: float = 1.0) -> None:
        self._monitor, self._lost_limit, self._valid_limit, self._gap_limit = monitor, lost_limit, valid_limit, gap_limit
        self._lost = Hysteresis(lost_limit, 0.7 * lost_limit, scans)
        self._few = Hysteresis(valid_limit, 1.2 * valid_limit, scans, low=True)
        self._gap = Hysteresis(gap_limit, 0.7 * gap_limit, scans)
        self._gone, self._angles_rad = np.zeros(0, bool), np.zeros(0)
        self._of = 1

    def observe(self, scan: ScanStatistics) -> None:
        """Take the statistics of the next scan."""
        self._remember(scan)
        gone = np.count_nonzero(self._gone) / self._of
        # A NaN or a too-close beam is broken whatever was there before.
        self._lost.update(max(scan.lost_fraction, scan.broken_fraction, gone))
        self._few.update(scan.valid_fraction)
        self._gap.update(longest_run(self._gone) / len(self._gone) if gone else 0.0)

    def _remember(self, scan: ScanStatistics) -> None:
        """Which beams went at once and have not come back, and of how many."""
        self._gone, self._angles_rad = at_bearings(self._gone, self._angles_rad, scan.angles_rad), scan.angles_rad
        if np.count_nonzero(scan.lost) >= _AT_ONCE * len(scan.lost):
            self._of = max(scan.surface_beams, self._of if self._gone.any() else 1)
            self._gone = self._gone | scan.lost
        self._gone = self._gone & ~scan.finite

    def verdict(self, now_s: float) -> Verdict:
        """Too few beams, or well."""
        text = ""
        if self._few.tripped:
            text = f"{self._few.told('.0%')} of the beams have a range, at least {self._valid_limit:.0%}"
        elif self._lost.tripped:
            text = f"{self._lost.told('.0%')} of the beams are lost, at most {self._lost_limit:.0%}"
        elif self._gap.tripped:
            text = f"{self._gap.told('.0%')} of the beams are lost side by side, at most {self._gap_limit:.0%}"
        return judge(self._monitor, "lidar", now_s, text)
