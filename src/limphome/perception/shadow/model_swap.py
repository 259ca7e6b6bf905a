"""Swap networks while the robot drives: shadow, compare, promote, roll back."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Optional, Tuple

from limphome.core import Detections, Frame, LimphomeError
from limphome.perception.detector import Detector
from limphome.perception.shadow.comparison import Comparison
from limphome.perception.shadow.shadow_process import Answer, ShadowProcess
from limphome.resources.config import option

NONE, LOADING, SHADOW, FAILED, PROMOTING, PROMOTED, ROLLED_BACK = (
    "none",
    "loading",
    "shadow",
    "failed",
    "promoting",
    "promoted",
    "rolled back",
)


@dataclass(frozen=True)
class SwapConfig:
    """What a candidate must show before it may be promoted."""

    frames: int = option(50, "frames that must have been compared", 1, 100000)
    kept: float = option(0.9, "share of the first network's boxes that it must have seen too", 0, 1)
    added: float = option(0.2, "share of its own boxes that the first may lack", 0, 1)
    latency_s: float = option(0.1, "its 99th percentile at most [s]", 0, 10)
    load_limit_s: float = option(60.0, "it must be loaded within [s]", 0.1, 3600)
    build_limit_s: float = option(1800.0, "the same where its runtime builds an engine first (TensorRT) [s]", 0.1, 14400)
    answer_limit_s: float = option(2.0, "it must answer a frame within [s]", 0.01, 60)


class ModelSwap:
    """Holds the network that drives, and at most one candidate.

    Attributes:
        detector: the one whose detections the robot gets.
        phase: of the candidate. reason: why it failed or was rolled back; while it loads, how far its engine is.

    Args:
        load: (folder, variant) -> detector, for a promotion; called in a thread of its own.
    """

    def __init__(self, detector: Detector, config: SwapConfig, load: Callable[[Path, str], Detector]) -> None:
        self.detector, self.phase, self.reason = detector, NONE, ""
        self._config, self._load = config, load
        self._previous: Optional[Detector] = None
        self._shadow: Optional[ShadowProcess] = None
        self._asked: Optional[Tuple[Detections, float]] = None
        self._since_s, self._load_limit_s = 0.0, config.load_limit_s
        self._candidate: Tuple[Path, str] = (Path(), "")
        self._loaded: Dict[str, Any] = {}
        self.comparison = Comparison()

    def begin(self, folder: Path, variant: str, runtime: str, now_s: float, threads: int = 1, dla_core: int = -1) -> None:
        """Load a candidate in shadow, as a promotion would load it; one that is there already ends."""
        self.end()
        self.comparison, self._candidate = Comparison(), (folder, variant)
        self._shadow = ShadowProcess(folder, variant, runtime, threads, dla_core)
        self.phase, self.reason, self._since_s = LOADING, "", now_s
        self._load_limit_s = self._config.load_limit_s

    def end(self) -> None:
        """Let the candidate go. The network that drives goes on."""
        if self._shadow is not None:
            self._shadow.close()
        self._shadow, self._asked = None, None
        if self.phase in (LOADING, SHADOW, FAILED):
            self.phase, self.reason = NONE, ""

    def offer(self, frame: Frame, detections: Detections, inference_s: float, now_s: float) -> None:
        """A frame and what the first network saw; the candidate gets it if it is idle."""
        if self.phase == SHADOW and self._shadow is not None and self._asked is None:
            self._shadow.send(frame)
            self._asked, self._since_s = (detections, inference_s), now_s

    def update(self, now_s: float) -> None:
        """Take what has come back; call it often."""
        if self._shadow is not None:
            answer = self._shadow.poll()
            if answer is not None:
                self._take(answer)
            elif self._waits_too_long(now_s):
                self._fail(f"no answer for {now_s - self._since_s:.1f} s while {self.phase}")
        if self.phase == PROMOTING and self._loaded:
            self._finish_promotion()

    def refuses_promotion(self) -> str:
        """Why the candidate may not be promoted now; empty when it may."""
        seen, config = self.comparison, self._config
        if self.phase != SHADOW:
            return f"the candidate is not in shadow but {self.phase}" + (f": {self.reason}" if self.reason else "")
        if seen.frames < config.frames:
            return f"{seen.frames} frames were compared, {config.frames} are needed"
        if seen.expected == 0:
            return "the first network has seen nothing that could be compared"
        if seen.kept < config.kept or seen.added > config.added:
            return f"kept {seen.kept:.3f} and added {seen.added:.3f}, needed {config.kept} and at most {config.added}"
        slowest_s = seen.rows()["second_p99_s"]
        return f"takes {slowest_s:.3f} s, at most {config.latency_s}" if slowest_s > config.latency_s else ""

    def promote(self) -> None:
        """Load the candidate here and let it drive from the next frame on; frames go on meanwhile."""
        reason = self.refuses_promotion()
        if reason:
            raise LimphomeError(reason, "candidate", "a candidate that agrees")
        # A dictionary of its own: the thread of an earlier promotion may still load, and nobody waits for it any more.
        self.phase, self._loaded = PROMOTING, {}
        threading.Thread(target=self._load_here, args=(*self._candidate, self._loaded), daemon=True).start()

    @property
    def can_roll_back(self) -> bool:
        """True while the network of before a promotion is kept."""
        return self._previous is not None

    def roll_back(self, reason: str = "asked for") -> bool:
        """The network of before drives again, at once; False when there is none."""
        if self._previous is None:
            return False
        self.detector, self._previous = self._previous, None
        self.phase, self.reason = ROLLED_BACK, reason
        return True

    def rows(self) -> Dict[str, Any]:
        """For a report."""
        folder, variant = self._candidate
        return {
            "candidate": folder.name,
            "variant": variant,
            "phase": self.phase,
            "reason": self.reason,
            **self.comparison.rows(),
        }

    def _take(self, answer: Answer) -> None:
        if answer.kind == "failed":
            self._fail(answer.reason)
        elif answer.kind == "builds":
            self.reason, self._load_limit_s = answer.reason, self._config.build_limit_s
        elif answer.kind == "ready":
            self.phase, self.reason = SHADOW, ""
        elif self._asked is not None and answer.detections is not None:
            expected, first_s = self._asked
            self._asked = None
            self.comparison.add(expected, answer.detections, first_s, answer.inference_s)

    def _waits_too_long(self, now_s: float) -> bool:
        if self.phase == LOADING:
            return now_s - self._since_s > self._load_limit_s
        return self._asked is not None and now_s - self._since_s > self._config.answer_limit_s

    def _fail(self, reason: str) -> None:
        self.end()
        if self.phase != PROMOTING:
            self.phase, self.reason = FAILED, reason

    def _load_here(self, folder: Path, variant: str, loaded: Dict[str, Any]) -> None:
        try:
            loaded["detector"] = self._load(folder, variant)
        except LimphomeError as error:
            loaded["error"] = str(error)
        except Exception as error:  # noqa: BLE001  # a runtime's or the disk's: in this thread nobody else would tell it
            loaded["error"] = f"{type(error).__name__}: {error}"

    def _finish_promotion(self) -> None:
        self.end()
        if "error" in self._loaded:
            self.phase, self.reason = FAILED, self._loaded["error"]
            return
        self._previous, self.detector = self.detector, self._loaded["detector"]
        self.phase = PROMOTED
