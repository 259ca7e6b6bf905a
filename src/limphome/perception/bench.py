"""How long a network takes, compared fairly: interleaved, with the time around it shown apart."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Protocol, Sequence, Tuple

import numpy as np

from limphome.core import Frame
from limphome.perception.contender import Contender
from limphome.perception.progress import Progress, nobody

WARM_UP = 20


@dataclass(frozen=True, eq=False)
class Timing:
    """Times of one network, one entry for each round [s].

    Attributes:
        before_s: wall time of pre-processing. network_s: in the runtime. cpu_s: CPU time of the process meanwhile.
        after_s: post-processing, and the metrics for the guards.
    """

    before_s: np.ndarray
    network_s: np.ndarray
    after_s: np.ndarray
    cpu_s: np.ndarray

    @property
    def whole_s(self) -> np.ndarray:
        """Wall time from frame to detections."""
        return self.before_s + self.network_s + self.after_s

    def latency_ms(self) -> Dict[str, float]:
        """Quantiles of the network's wall time, and its median CPU time."""
        return {**quantiles_ms(self.network_s), "cpu_median": _ms(self.cpu_s)}

    def stages_ms(self) -> Dict[str, float]:
        """Medians of what a frame goes through, and quantiles of the whole."""
        whole = {f"whole_{name}": value for name, value in quantiles_ms(self.whole_s).items()}
        return {"before": _ms(self.before_s), "network": _ms(self.network_s), "after": _ms(self.after_s), **whole}

    def throughput_fps(self) -> float:
        """Frames in a second, one after the other, all work counted."""
        return round(float(len(self.network_s) / self.whole_s.sum()), 2)

    def overhead(self) -> float:
        """Everything but the network over the network, medians."""
        return float(np.median(self.before_s + self.after_s) / np.median(self.network_s))


def quantiles_ms(seconds: np.ndarray) -> Dict[str, float]:
    """Median, 90th and 99th percentile in milliseconds."""
    return {name: round(float(np.quantile(seconds, q)) * 1e3, 4) for name, q in (("median", 0.5), ("p90", 0.9), ("p99", 0.99))}


class Runner(Protocol):
    """What can be timed in turn with others."""

    label: str

    def lap(self) -> Tuple[float, float, float, float]:
        """Work once: seconds before, in and after the network, CPU seconds in it."""


class Racer:
    """A loaded contender that times its own frames.

    Args:
        image: RGB of any size; it is brought to the network's size once, so that no resize is timed.
        progress: hears how far a runtime is that builds an engine.
    """

    def __init__(self, contender: Contender, image: np.ndarray, progress: Progress = nobody) -> None:
        self._marks: List[Tuple[float, float]] = []
        self.label = contender.label
        self._detector = contender.load(self._clock, progress)
        self._frame = Frame(0.0, self._detector.manifest.make_fit().bring(image)[0])

    def lap(self) -> Tuple[float, float, float, float]:
        """See the picture once: seconds before, in and after the network, CPU seconds in it."""
        self._marks.clear()
        started_s = time.perf_counter()
        self._detector.detect(self._frame)
        ended_s = time.perf_counter()
        (first_s, first_cpu_s), (last_s, last_cpu_s) = self._marks
        return first_s - started_s, last_s - first_s, ended_s - last_s, last_cpu_s - first_cpu_s

    def _clock(self) -> float:
        now_s = time.perf_counter()
        self._marks.append((now_s, time.process_time()))
        return now_s


def race(racers: Sequence[Runner], seconds: float) -> Dict[str, Timing]:
    """Let all run in turn, the order turned round each time, for so many seconds; the first rounds are not counted."""
    rows: Dict[str, List[Tuple[float, ...]]] = {racer.label: [] for racer in racers}
    end_s, rounds = time.perf_counter() + seconds, 0
    while time.perf_counter() < end_s or rounds < WARM_UP + 10:
        for racer in racers if rounds % 2 else reversed(racers):
            rows[racer.label].append(racer.lap())
        rounds += 1
    return {label: Timing(*np.array(row[WARM_UP:]).T) for label, row in rows.items()}


def compare(folder: Any, variants: Sequence[str], image: np.ndarray, seconds: float, threads: int = 1) -> Dict[str, Timing]:
    """Run files of one model in turn on one picture for so many seconds."""
    contenders = [Contender(variant, Path(folder), variant, threads=threads) for variant in variants]
    return race([Racer(contender, image) for contender in contenders], seconds)


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


def _ms(seconds: np.ndarray) -> float:
    return round(float(np.median(seconds)) * 1e3, 4)
