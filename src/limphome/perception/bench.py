"""How long a network takes, compared fairly: interleaved, with the time around it shown apart."""

import time
from dataclasses import dataclass
from typing import Any, Dict, List, Sequence

import numpy as np

from limphome.core import Frame
from limphome.perception.detector import Detector

WARM_UP = 20


@dataclass(frozen=True, eq=False)
class Timing:
    """Times of one network, one entry for each round.

    Attributes:
        network_s: wall time in the runtime. cpu_s: CPU time of the process meanwhile.
        whole_s: wall time of ``detect``, pre- and post-processing and metrics included.
    """

    network_s: np.ndarray
    cpu_s: np.ndarray
    whole_s: np.ndarray

    def latency_ms(self) -> Dict[str, float]:
        """Quantiles of the network's wall time, and its median CPU time."""
        ms = self.network_s * 1e3
        quantiles = {name: round(float(np.quantile(ms, q)), 4) for name, q in (("median", 0.5), ("p90", 0.9), ("p99", 0.99))}
        return {**quantiles, "cpu_median": round(float(np.median(self.cpu_s)) * 1e3, 4)}

    def overhead(self) -> float:
        """Everything but the network over the network, medians."""
        return float(np.median(self.whole_s - self.network_s) / np.median(self.network_s))


class _CountingClock:
    """Wall clock that also notes the CPU time between its two readings of a frame."""

    def __init__(self) -> None:
        self.cpu_s: List[float] = []

    def __call__(self) -> float:
        self.cpu_s.append(time.process_time())
        return time.perf_counter()


def compare(folder: Any, variants: Sequence[str], image: np.ndarray, seconds: float, threads: int = 1) -> Dict[str, Timing]:
    """Run the variants in turn on one picture for so many seconds."""
    clocks = {variant: _CountingClock() for variant in variants}
    detectors = {variant: Detector.load(folder, variant, threads, clocks[variant]) for variant in variants}
    frame = Frame(0.0, image)
    rows: Dict[str, List[List[float]]] = {variant: [] for variant in variants}
    end_s = time.perf_counter() + seconds
    while time.perf_counter() < end_s or len(rows[variants[-1]]) < WARM_UP + 10:
        for variant in variants:
            rows[variant].append(_one(detectors[variant], clocks[variant], frame))
    return {variant: Timing(*np.array(row[WARM_UP:]).T) for variant, row in rows.items()}


def _one(detector: Detector, clock: _CountingClock, frame: Frame) -> List[float]:
    started_s = time.perf_counter()
    detector.detect(frame)
    whole_s = time.perf_counter() - started_s
    return [detector.health(0.0).metrics["inference_s"], clock.cpu_s[-1] - clock.cpu_s[-2], whole_s]


def speedup(fast: Timing, slow: Timing, rng: np.random.Generator, rounds: int = 1000) -> Dict[str, Any]:
    """Ratio of median times of paired rounds, with its 95 % bootstrap interval, on CPU time beside wall time."""
    count = len(fast.network_s)
    result: Dict[str, Any] = {}
    for name, a, b in (("", fast.network_s, slow.network_s), ("_cpu", fast.cpu_s, slow.cpu_s)):
        picks = rng.integers(0, count, (rounds, count)) if count < 2000 else rng.integers(0, count, (200, count))
        ratios = np.median(b[picks], axis=1) / np.median(a[picks], axis=1)
        result["speedup" + name] = round(float(np.median(b) / np.median(a)), 3)
        result[f"speedup{name}_ci95"] = [round(float(value), 3) for value in np.quantile(ratios, [0.025, 0.975])]
    return result
