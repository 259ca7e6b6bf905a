"""The perception process as the lockstep loop sees it: busy for a while, sometimes damaged, sometimes dead."""

from contextlib import suppress
from dataclasses import replace
from typing import Callable, Optional, Tuple

import numpy as np

from limphome.core import Detections, FaultSpec, Frame, Health
from limphome.faults.model import bit_flip
from limphome.perception.detector import Detector
from limphome.perception.not_finite import NotFiniteError
from limphome.simulation.fault_injection import FaultInjection
from limphome.simulation.lockstep_config import LockstepConfig


class LockstepPerception:
    """Runs the detector on the newest frame, one at a time, with simulated inference time.

    Args:
        detector: the healthy one.
        faults: of this run.
        publish: called with (detections, time at which they leave).
        seed: of this run; decides which bits flip.
    """

    def __init__(
        self,
        detector: Detector,
        faults: FaultInjection,
        publish: Callable[[Detections, float], None],
        config: LockstepConfig,
        seed: int,
    ) -> None:
        self._healthy = self.detector = detector
        self._faults, self._publish, self._config, self._seed = faults, publish, config, seed
        self._waiting: Optional[Frame] = None
        self._done: Optional[Tuple[Detections, float]] = None
        self._busy_until_s = self._loads_until_s = 0.0
        self._inference_s = config.inference_s
        self._damage: Optional[FaultSpec] = None
        self._next_check_s = 0.0
        self._failed = False

    def on_frame(self, frame: Frame, now_s: float) -> None:
        """A frame arrives; it replaces one that still waits (queue of depth 1)."""
        self._waiting = frame
        self.step(now_s)

    def step(self, now_s: float) -> None:
        """Say what is ready, start on the waiting frame; a process that dies or loads keeps neither."""
        self._say_when_due(now_s)
        if not self._faults.alive("perception", now_s):
            self._done = None
            self._busy_until_s = self._loads_until_s = now_s + self._config.perception_restart_s
        if now_s < self._loads_until_s - 1e-9:
            self._waiting = None  # nobody listens yet
        if self._waiting is None or now_s < self._busy_until_s - 1e-9:
            return
        frame, self._waiting = self._waiting, None
        self._load(now_s)
        self._inference_s = self._config.inference_s + self._slow_s(now_s)
        self._busy_until_s = now_s + self._inference_s
        detections = self._detect(frame, now_s)
        self._note_damage(frame, detections, now_s)
        self._done = None if detections is None else (detections, self._busy_until_s)

    def _detect(self, frame: Frame, now_s: float) -> Optional[Detections]:
        """None where the network answers with what is no number: the process publishes nothing, and checks the network."""
        seen: Optional[Detections] = None
        try:
            seen = self.detector.detect(frame)
        except NotFiniteError:
            self._next_check_s = self._next_check_s if self._failed else now_s
        self._failed = seen is None
        return seen

    def health(self, now_s: float) -> Optional[Health]:
        """The detector's own row, with simulated inference time; None while the process is dead, or loads its model."""
        if not self._faults.alive("perception", now_s) or now_s < self._loads_until_s - 1e-9:
            return None
        if now_s >= self._next_check_s:
            self._next_check_s = (now_s // self._config.self_check_period_s + 1) * self._config.self_check_period_s
            with suppress(NotFiniteError):  # its health says so
                self.detector.self_check()
        row = self.detector.health(now_s)
        if self._damage is not None and row.metrics.get("golden_error", 0.0) > 0.0:
            self._faults.show(self._damage, now_s)  # the golden frame may differ before any frame of the yard does
        return replace(row, metrics={**row.metrics, "inference_s": self._inference_s})

    def _say_when_due(self, now_s: float) -> None:
        if self._done is not None and now_s >= self._done[1] - 1e-9:
            (detections, leaves_s), self._done = self._done, None
            if self._faults.alive("perception", leaves_s):
                self._publish(detections, leaves_s)

    def _slow_s(self, now_s: float) -> float:
        extra_s = self._faults.extra_inference_s(now_s)
        spec = self._faults.first_active("compute.slow_inference", now_s)
        if spec is not None and extra_s > 0:
            self._faults.show(spec, now_s + self._config.inference_s)
        return extra_s

    def _load(self, now_s: float) -> None:
        """Swap in a damaged copy of the model when a bit flip begins, the healthy one when it ends."""
        spec = self._faults.first_active("model.bit_flip", now_s)
        if spec == self._damage:
            return
        self._damage = spec
        self.detector = self._healthy if spec is None else self._damaged(spec)

    def _damaged(self, spec: FaultSpec) -> Detector:
        rng = np.random.default_rng([self._seed, spec.seed, spec.severity])
        return self._healthy.with_model(bit_flip(self._healthy.model_bytes, spec.severity, rng))

    def _note_damage(self, frame: Frame, detections: Optional[Detections], now_s: float) -> None:
        if self._damage is not None and str(self._damage) not in self._faults.shown_s():
            clean = self._healthy.detect(frame)
            if detections is None or len(clean) != len(detections) or not np.array_equal(clean.scores, detections.scores):
                self._faults.show(self._damage, now_s + self._inference_s)
