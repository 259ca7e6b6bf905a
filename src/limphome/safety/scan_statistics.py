"""What is measured on each lidar scan, once, for all monitors and for telemetry."""

from dataclasses import dataclass
from typing import Dict, Optional, Tuple

import numpy as np

from limphome.core import Scan
from limphome.safety.bearings import at_bearings
from limphome.safety.middle import median

_FEWEST = 20
"""Beams from which on a share of them means something."""


@dataclass(frozen=True, eq=False)
class ScanStatistics:
    """Numbers of one scan.

    Attributes:
        stamp_s: of the scan.
        valid_fraction: beams with a finite range.
        inf_fraction: beams without return (+inf). broken_fraction: NaN, or too close (-inf).
        lost_fraction: beams without a range although the same beam had one, within 90 % of the
            sensor's reach, in the scan before: a wall must be there, so +inf means unknown.
        lost: which beams those are, bool, shape (n,). surface_beams: how many beams could have been lost.
        same_fraction: beams whose range is that of the scan before, to the last digit; 0 with fewer than 20 ranges.
        same_run: the most such beams side by side.
        noise_m: fine noise of the ranges on smooth surfaces.
        nearest_m: smallest range; the sensor's reach if there is none.
        finite: which beams have a range, bool, shape (n,). reachable: those well within reach. ranges_m, angles_rad: of the scan.
    """

    stamp_s: float
    valid_fraction: float
    inf_fraction: float
    broken_fraction: float
    lost_fraction: float
    lost: np.ndarray
    surface_beams: int
    same_fraction: float
    same_run: int
    noise_m: Optional[float]
    nearest_m: float
    finite: np.ndarray
    reachable: np.ndarray
    ranges_m: np.ndarray
    angles_rad: np.ndarray

    @classmethod
    def of(cls, scan: Scan, before: Optional["ScanStatistics"] = None) -> "ScanStatistics":
        """Measure ``scan``; ``before`` are the statistics of the scan before it."""
        ranges = scan.ranges_m
        finite = np.isfinite(ranges) & (ranges >= scan.range_min_m)
        infinite = ranges == np.inf
        valid = np.count_nonzero(finite) / finite.size
        inf = np.count_nonzero(infinite) / infinite.size
        reachable = finite & (ranges < 0.9 * scan.range_max_m)
        lost, surface_beams, same = np.zeros_like(finite), 0, np.zeros_like(finite)
        if before is not None:
            lost, surface_beams = _lost(at_bearings(before.reachable, before.angles_rad, scan.angles_rad), finite)
            same = finite & (ranges == at_bearings(before.ranges_m, before.angles_rad, scan.angles_rad))
        return cls(
            stamp_s=scan.stamp_s,
            valid_fraction=valid,
            inf_fraction=inf,
            broken_fraction=max(0.0, 1.0 - valid - inf),
            lost_fraction=np.count_nonzero(lost) / surface_beams if surface_beams else 0.0,
            lost=lost,
            surface_beams=surface_beams,
            same_fraction=_share(same, finite),
            same_run=longest_run(same) if same.any() else 0,
            noise_m=_noise_m(ranges, finite),
            nearest_m=float(ranges[finite].min()) if valid > 0 else scan.range_max_m,
            finite=finite,
            reachable=reachable,
            ranges_m=ranges,
            angles_rad=scan.angles_rad,
        )

    def metrics(self) -> Dict[str, float]:
        """Telemetry of the component ``lidar``.

        Where no beam has a range all count as lost: of those that stay away the scan before tells nothing any more.
        """
        found = {
            "valid_fraction": self.valid_fraction,
            "inf_fraction": self.inf_fraction,
            "broken_fraction": self.broken_fraction,
            "lost_fraction": self.lost_fraction if self.valid_fraction > 0 else 1.0,
            "nearest_m": self.nearest_m,
        }
        if self.noise_m is not None:
            found["noise_m"] = self.noise_m
        return found


def _lost(before: np.ndarray, finite: np.ndarray) -> Tuple[np.ndarray, int]:
    """Which beams had a range in the scan before and have none now, and of how many; of fewer than 20 nothing is said.

    A beam at the rim of a thing may miss it the next time, so beams between two others count, as
    long as there are enough of them; when so few are left that they are rare, all count.
    """
    around = np.concatenate([before[-1:], before, before[:1]])
    surface = before & around[:-2] & around[2:]
    counted = surface if np.count_nonzero(surface) >= 30 else before
    total = int(np.count_nonzero(counted))
    return (counted & ~finite, total) if total >= _FEWEST else (np.zeros_like(finite), 0)


def longest_run(beams: np.ndarray) -> int:
    """Beams side by side that are True; the last and the first are neighbours."""
    edges = np.flatnonzero(~np.concatenate([beams, beams]))
    return int(np.diff(edges).max()) - 1 if len(edges) > 1 else len(beams)


def _share(same: np.ndarray, finite: np.ndarray) -> float:
    total = np.count_nonzero(finite)
    return np.count_nonzero(same) / total if total >= _FEWEST else 0.0


def _noise_m(ranges: np.ndarray, finite: np.ndarray) -> Optional[float]:
    """Median of the second differences along the beams, scaled to a standard deviation; edges do not count."""
    triple = finite[2:] & finite[1:-1] & finite[:-2]
    if np.count_nonzero(triple) < 20:
        return None
    with np.errstate(invalid="ignore"):
        second = np.abs(ranges[2:] - 2 * ranges[1:-1] + ranges[:-2])[triple]
    return float(median(second) / (np.sqrt(6.0) * 0.6745))
