"""A second network in the shadow of the perception node's first: taken, judged and let go by parameters."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Mapping

from diagnostic_msgs.msg import DiagnosticStatus
from rclpy.parameter import Parameter

from limphome.core import Detections, Frame, LimphomeError
from limphome.nodes.convert.status import key_values
from limphome.nodes.stage_node import StageNode
from limphome.perception.detector import Detector
from limphome.perception.shadow.model_swap import FAILED, ROLLED_BACK, ModelSwap, SwapConfig
from limphome.resources import option

WATCH, PROMOTE, ROLL_BACK = "watch", "promote", "roll_back"
_LIMITS = "candidate_limits."


@dataclass(frozen=True)
class CandidateOptions:
    """Which network is tried in shadow, and what becomes of it; both are taken while the node runs."""

    candidate: str = option("", "network to run in shadow: name in models/perception, or path of a model folder; empty: none")
    candidate_variant: str = option("auto", "file of its manifest")
    candidate_verdict: str = option(WATCH, "promote or roll_back; carried out, it is watch again")


class Candidate:
    """Carries out what the parameters say.

    Args:
        node: the perception node, while it configures. detector: the network that drives.
        find: name or path -> folder. load: (folder, variant) -> a detector like the one that drives.
    """

    def __init__(
        self, node: StageNode, detector: Detector, find: Callable[[str], Path], load: Callable[[Path, str], Detector]
    ) -> None:
        self._node, self._find = node, find
        self._swap = ModelSwap(detector, node.config(SwapConfig, _LIMITS), load)
        self._name = ""

    @staticmethod
    def declare(node: StageNode) -> None:
        """Declare the parameters."""
        node.declare_config(CandidateOptions)
        node.declare_config(SwapConfig, _LIMITS)

    @property
    def detector(self) -> Detector:
        """The network that drives."""
        return self._swap.detector

    def refuses(self, changed: Mapping[str, Any]) -> str:
        """Why these changes cannot be taken now; empty when they can."""
        try:
            if changed.get("candidate"):
                self._find(changed["candidate"])
        except LimphomeError as error:
            return str(error)
        verdict = changed.get("candidate_verdict", WATCH)
        if verdict not in (WATCH, PROMOTE, ROLL_BACK):
            return f"candidate_verdict '{verdict}' (allowed: {WATCH}, {PROMOTE}, {ROLL_BACK})"
        if verdict == PROMOTE:
            return self._swap.refuses_promotion()
        return "" if verdict == WATCH or self._swap.can_roll_back else "no network of before to roll back to"

    def offer(self, frame: Frame, detections: Detections) -> None:
        """What the network that drives has just seen."""
        inference_s = self.detector.health(frame.stamp_s).metrics.get("inference_s", 0.0)
        self._swap.offer(frame, detections, inference_s, self._node.steady_s())

    def fall_back(self, error: LimphomeError) -> bool:
        """A promoted network failed: the one of before drives again. False when there is none."""
        return self._swap.roll_back(f"failed while it drove: {error}")

    def update(self) -> None:
        """Carry out what has changed; call it often."""
        name, verdict = self._parameter("candidate"), self._parameter("candidate_verdict")
        if name != self._name:
            self._name = name
            self._begin(name)
        if verdict != WATCH:
            self._judge(verdict)
            self._node.set_parameters([Parameter("candidate_verdict", value=WATCH)])  # the next one is another verdict
        self._swap.update(self._node.steady_s())

    def status(self) -> DiagnosticStatus:
        """For ``/diagnostics``: WARN for a candidate that failed or was rolled back."""
        rows = self._swap.rows()
        bad = self._swap.phase in (FAILED, ROLLED_BACK)
        level = DiagnosticStatus.WARN if bad else DiagnosticStatus.OK
        text = f"{rows['candidate'] or 'no candidate'}: {rows['phase']}"
        return DiagnosticStatus(
            level=level, name="perception: candidate", message=text, hardware_id="perception", values=key_values(rows)
        )

    def end(self) -> None:
        """Let the candidate go."""
        self._swap.end()

    def _begin(self, name: str) -> None:
        if not name:
            self._swap.end()
            return
        variant, runtime, threads, core = map(self._parameter, ("candidate_variant", "runtime", "threads", "dla_core"))
        self._swap.begin(self._find(name), variant, runtime, self._node.steady_s(), int(threads), int(core))

    def _judge(self, verdict: str) -> None:
        try:
            if verdict == PROMOTE:
                self._swap.promote()
            elif verdict == ROLL_BACK:
                self._swap.roll_back()
        except LimphomeError as error:  # it changed its mind since the parameter was set
            self._node.get_logger().warning(str(error))

    def _parameter(self, name: str) -> str:
        return str(self._node.get_parameter(name).value)
