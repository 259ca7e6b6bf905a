"""What is measured on each lidar scan, once, for all monitors and for telemetry."""

from dataclasses import dataclass
from typing import Dict, Optional

import numpy as np

from limphome.core import Scan
from limphome.safety.middle import median


@dataclass(frozen=True, eq=False)
class ScanStatistics:
    """Numbers of one scan.

    Attributes:
        stamp_s: of the scan.
        valid_fraction: beams with a finite range.
        inf_fraction: beams without return (+inf). broken_fraction: NaN, or too close (-inf).
        lost_fraction: beams without a range although the same beam had one, within 90 % of the
            sensor's reach, in the scan before: a wall must be there, so +inf means unknown.
        noise_m: fine noise of the ranges on smooth surfaces.
        nearest_m: smallest range; the sensor's reach if there is none.
        finite: which beams have a range, bool, shape (n,). reachable: those well within reach.
    """

    stamp_s: float
    valid_fraction: float
    inf_fraction: float
    broken_fraction: float
    lost_fraction: float
    noise_m: Optional[float]
    nearest_m: float
    finite: np.ndarray
    reachable: np.ndarray

    @classmethod
    def of(cls, scan: Scan, before: Optional["ScanStatistics"] = None) -> "ScanStatistics":
        """Measure ``scan``; ``before`` are the statistics of the scan before it."""
        ranges = scan.ranges_m
        finite = np.isfinite(ranges) & (ranges >= scan.range_min_m)
        infinite = ranges == np.inf
        valid = np.count_nonzero(finite) / finite.size
        inf = np.count_nonzero(infinite) / infinite.size
        reachable = finite & (ranges < 0.9 * scan.range_max_m)
        same_size = before is not None and before.reachable.shape == finite.shape
        return cls(
            stamp_s=scan.stamp_s,
            valid_fraction=valid,
            inf_fraction=inf,
            broken_fraction=max(0.0, 1.0 - valid - inf),
            lost_fraction=_lost_fraction(before.reachable, finite) if same_size and before is not None else 0.0,
            noise_m=_noise_m(ranges, finite),
            nearest_m=float(ranges[finite].min()) if valid > 0 else scan.range_max_m,
            finite=finite,
            reachable=reachable,
        )

    def metrics(self) -> Dict[str, float]:
        """Telemetry of the component ``lidar``."""
        found = {
            "valid_fraction": self.valid_fraction,
            "inf_fraction": self.inf_fraction,
            "broken_fraction": self.broken_fraction,
            "lost_fraction": self.lost_fraction,
            "nearest_m": self.nearest_m,
        }
        if self.noise_m is not None:
            found["noise_m"] = self.noise_m
        return found


def _lost_fraction(before: np.ndarray, finite: np.ndarray) -> float:
    """Part of the beams that had a range in the scan before and have none now.

    A beam at the rim of a thing may miss it the next time, so beams between two others count, as
    long as there are enough of them; when so few are left that they are rare, all count.
    """
    around = np.concatenate([before[-1:], before, before[:1]])
    surface = before & around[:-2] & around[2:]
    counted = surface if np.count_nonzero(surface) >= 30 else before
    total = np.count_nonzero(counted)
    return np.count_nonzero(counted & ~finite) / total if total >= 20 else 0.0


def _noise_m(ranges: np.ndarray, finite: np.ndarray) -> Optional[float]:
    """Median of the second differences along the beams, scaled to a standard deviation; edges do not count."""
    triple = finite[2:] & finite[1:-1] & finite[:-2]
    if np.count_nonzero(triple) < 20:
        return None
    with np.errstate(invalid="ignore"):
        second = np.abs(ranges[2:] - 2 * ranges[1:-1] + ranges[:-2])[triple]
    return float(median(second) / (np.sqrt(6.0) * 0.6745))
