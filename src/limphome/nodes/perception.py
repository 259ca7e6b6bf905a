"""The perception node: picture in, detections out."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable, Dict, Mapping, Optional, Tuple, TypeVar

import numpy as np
from diagnostic_msgs.msg import DiagnosticStatus
from sensor_msgs.msg import Image

from limphome.core import Detections, FaultSpec, Frame, LimphomeError, topics
from limphome.faults.compute import slow_inference_s
from limphome.faults.model import bit_flip
from limphome.nodes.candidate import Candidate
from limphome.nodes.convert.detections import Detection2DArray, from_detections
from limphome.nodes.convert.image import to_frame
from limphome.nodes.convert.status import from_health, key_values
from limphome.nodes.main import run_node
from limphome.nodes.network_care import NetworkCare
from limphome.nodes.own_faults import OwnFaults, OwnFaultsOptions
from limphome.nodes.qos import qos_of
from limphome.nodes.stage_node import StageNode
from limphome.perception.audit_record import AuditRecord, require_audit
from limphome.perception.detector import Detector
from limphome.perception.progress import Seldom
from limphome.resources import option, share_dir

_HEALTH_S, _LATE_S = 0.1, 0.005
_SOON_S = 1e-6  # times are sums of decimal fractions
_NOW = -1.0
"""A period of the self-check that is never this one."""
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class PerceptionOptions:
    """Which network runs, and how."""

    model: str = option("yard_detector", "name in models/perception, or path of a model folder")
    variant: str = option("auto", "file of the manifest: auto takes the INT8 file that is right on this CPU")
    runtime: str = option("auto", "what runs it: auto takes the manifest's; onnxruntime, openvino, tensorrt, ...")
    threads: int = option(1, "threads of one inference", 1, 64)
    dla_core: int = option(-1, "deep learning accelerator of a Jetson that runs it, with runtime tensorrt; -1: none", -1, 1)
    self_check_period_s: float = option(1.0, "between two runs of the golden frame, at its multiples [s]", 0.1, 60.0)
    inference_limit_s: float = option(0.5, "an inference that takes longer is stopped, and the network rests [s]", 0.05, 30.0)
    least_s: float = option(0.0, "an answer leaves no sooner than so long after its picture came [s]", 0.0, 1.0)
    seed: int = option(0, "seed of the run, of which injected damage is derived", 0, 2**31)
    force_unaudited: bool = option(False, "load a network that failed its audit, and say so on /diagnostics")
    camera_reliability: str = option("best_effort", "of the subscription: best_effort or reliable")


class PerceptionNode(StageNode):
    """Runs the detector on the newest picture; damaged and slowed only when armed."""

    def __init__(self) -> None:
        super().__init__("perception")

    def declare(self) -> None:
        """Options of perception."""
        self.declare_config(PerceptionOptions)
        self.declare_config(OwnFaultsOptions)
        Candidate.declare(self)
        self._candidate: Optional[Candidate] = None

    def refuses(self, changed: Mapping[str, Any]) -> str:
        """A candidate is taken, promoted and rolled back while the node runs; all else when it configures."""
        if self._candidate is not None and all(name.startswith("candidate") and "." not in name for name in changed):
            return self._candidate.refuses(changed)
        return super().refuses(changed)

    def configure(self) -> None:
        """Load and prove the network."""
        options = self.config(PerceptionOptions)
        self._options = options
        self._audits: Dict[Path, AuditRecord] = {}
        self._detector = self._load(_folder(options.model), options.variant)
        self._candidate = Candidate(self, self._detector, _folder, self._load)
        self._care = NetworkCare(self, options.inference_limit_s)
        self._damage: Optional[FaultSpec] = None
        self._slow: Optional[FaultSpec] = None
        self._waiting: Optional[Frame] = None
        self._done: Optional[Tuple[float, float, Detections]] = None
        self._inference_s, self._checked, self._failed = 0.0, _NOW, False
        self._faults = OwnFaults(self, "perception")
        self._publisher = self.publisher(Detection2DArray, topics.DETECTIONS)
        self.listen(Image, topics.CAMERA, self._on_image, qos_of(topics.CAMERA, options.camera_reliability))
        self.every(_HEALTH_S, self._report)
        self._late = self.every(_LATE_S, self._publish_when_due)
        self._late.cancel()

    def activate(self) -> None:
        """Give the network another chance."""
        self._care.forget()

    def cleanup(self) -> None:
        """End the candidate's process."""
        if self._candidate is not None:
            self._candidate.end()
            self._candidate = None

    def _on_image(self, message: Image) -> None:
        """A picture replaces one that still waits; one that cannot be read is refused here."""
        self._waiting = to_frame(message)
        if self._done is None and not self._care.rests:
            self._work()

    def _work(self) -> None:
        frame, self._waiting = self._waiting, None
        if frame is None:
            return
        began_s = self.steady_s()
        self._choose_detector()
        detections = self._care.frame(lambda: self._detect(frame))
        self._note(detections is None)
        if detections is None:
            self._inference_s = self.steady_s() - began_s
            return
        self._done = (began_s, max(self.steady_s(), began_s + self._options.least_s) + self._extra_s(), detections)
        self._publish_when_due()

    def _note(self, failed: bool) -> None:
        """After the first frame that fails, the network is checked with the next report and not only when its period is over."""
        if failed and not self._failed:
            self._checked = _NOW
        self._failed = failed

    def _detect(self, frame: Frame) -> Detections:
        assert self._candidate is not None  # configured
        detections = self._ask(lambda detector: detector.detect(frame))
        self._candidate.offer(frame, detections)
        return detections

    def _ask(self, look: Callable[[Any], Answer]) -> Answer:
        """A promoted network that fails is rolled back, and the one of before is asked."""
        assert self._candidate is not None  # configured
        try:
            return look(self._detector)
        except LimphomeError as error:
            if self._damage is not None or not self._candidate.fall_back(error):
                raise
            self._choose_detector()
            return look(self._detector)

    def _publish_when_due(self) -> None:
        """At once; with slow inference later, and no other picture is looked at until then."""
        while self._done is not None and self.steady_s() >= self._done[1] - _SOON_S:
            began_s, _, detections = self._done
            self._done = None
            self._inference_s = self.steady_s() - began_s
            self._publisher.publish(from_detections(detections))
            self._work()
        if self._done is None:
            self._late.cancel()
        elif self._late.is_canceled():
            self._late.reset()

    def _report(self) -> None:
        now_s = self.ros_s()
        period = now_s // self._options.self_check_period_s  # of the robot's clock, so that a run can be told twice
        if period != self._checked and not self._care.rests:
            self._checked = period
            self._care.check(lambda: self._ask(lambda detector: detector.self_check()))
        health = self._detector.health(now_s)
        if self._inference_s:
            health = replace(health, metrics={**health.metrics, "inference_s": self._inference_s})
        assert self._candidate is not None  # configured
        self._candidate.update()
        row, network = from_health(health), self._network()
        if self._care.failure:
            row.level = network.level = DiagnosticStatus.ERROR
            row.message = network.message = self._care.failure
        self.report(row, self._candidate.status(), network)

    def _network(self) -> DiagnosticStatus:
        """What runs, and which guards have nothing to look at."""
        manifest, file = self._detector.manifest, self._detector.manifest.file(self._detector.variant)
        audit = self._audits[manifest.folder]
        rows = {"variant": self._detector.variant, "runtime": file.runtime, "guessed": ", ".join(manifest.guessed)}
        if file.dla_core >= 0:
            rows["runtime"] = f"{file.runtime}, DLA core {file.dla_core}, {file.precision}"
        rows["audit"] = f"{audit} (forced)" if audit.forbids else str(audit)
        message = manifest.name if audit.vouches else f"{manifest.name}; audit: {rows['audit']}"
        rows.update({name: "not available" for name in self._detector.not_available})
        values = key_values(rows)
        level = DiagnosticStatus.OK if audit.vouches else DiagnosticStatus.WARN
        return DiagnosticStatus(level=level, name="perception: network", message=message, hardware_id="perception", values=values)

    def _choose_detector(self) -> None:
        """The network that drives, or a damaged copy of it while a bit flip lasts."""
        assert self._candidate is not None  # configured
        flip = self._faults.active("model.bit_flip")
        if flip != self._damage:
            self._damage = flip
            if flip:
                self._detector = self._damaged(flip, self._candidate.detector)
        if not flip:
            self._detector = self._candidate.detector

    def _extra_s(self) -> float:
        slow, before = self._faults.active("compute.slow_inference"), self._slow
        self._slow = slow
        if slow and slow != before:
            self._faults.shows(slow)
        return slow_inference_s(slow.severity) if slow else 0.0

    def _load(self, folder: Path, variant: str) -> Detector:
        self._audits[folder] = require_audit(folder, self._options.force_unaudited)
        options = self._options
        told = Seldom(lambda text: self.get_logger().info(f"{folder.name}: {text}"))
        detector = Detector.load(
            folder, variant, options.threads, runtime=options.runtime, progress=told, dla_core=options.dla_core
        )
        detector.limit(options.inference_limit_s)
        return detector

    def _damaged(self, flip: FaultSpec, healthy: Detector) -> Any:
        self._faults.shows(flip)
        rng = np.random.default_rng([self._options.seed, flip.seed, flip.severity])
        return healthy.with_model(bit_flip(healthy.model_bytes, flip.severity, rng))


def _folder(model: str) -> Path:
    if "/" in model:
        return Path(model)
    models = share_dir() / "models" / "perception"
    if not (models / model).is_dir():
        names = sorted(path.name for path in models.glob("*") if path.is_dir())
        raise LimphomeError(
            f"unknown model '{model}'", "perception.model", "one of " + ", ".join(names) + f", or a path with a /: ./{model}"
        )
    return models / model


def main() -> None:
    """Run the node."""
    run_node(PerceptionNode)


if __name__ == "__main__":
    main()
