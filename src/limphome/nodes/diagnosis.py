"""The diagnosis node: reads ``/diagnostics`` and nothing else, names causes."""

from dataclasses import dataclass, replace
from typing import Tuple

from diagnostic_msgs.msg import DiagnosticArray

from limphome.core import Cause, topics
from limphome.diagnosis.engine import CALM, Engine
from limphome.diagnosis.settings import EngineConfig
from limphome.nodes.convert.status import array_of, from_cause, to_healths
from limphome.nodes.convert.status_words import GATE
from limphome.nodes.main import run_node
from limphome.nodes.on_duty import OnDuty
from limphome.nodes.stage_node import StageNode
from limphome.resources import option, share_dir
from limphome.safety.gate import EMERGENCY_STOP


@dataclass(frozen=True)
class DiagnosisOptions:
    """Where the model lies, how often it answers."""

    model: str = option("", "path of a diagnosis model; empty: models/diagnosis")
    period_s: float = option(0.5, "between two answers [s]", 0.1, 10.0)


class DiagnosisNode(StageNode):
    """Ranked causes, twice a second."""

    def __init__(self) -> None:
        super().__init__("diagnosis")

    def declare(self) -> None:
        """Options of diagnosis."""
        self.declare_config(EngineConfig, file=share_dir() / "config" / "diagnosis.yaml")
        self.declare_config(DiagnosisOptions)

    def configure(self) -> None:
        """Load the model of normal driving."""
        options = self.config(DiagnosisOptions)
        self._engine = Engine.load(options.model or share_dir() / "models" / "diagnosis", self.config(EngineConfig))
        self._duty, self._absence = OnDuty(), ""
        self._causes: Tuple[Cause, ...] = CALM
        self._publisher = self.publisher(DiagnosticArray, topics.CAUSES)
        self.listen(DiagnosticArray, topics.DIAGNOSTICS, self._on_diagnostics)
        self.every(options.period_s, self._diagnose)

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        for status in message.status:
            if status.name == GATE:
                self._duty.hear_gate(status.message)
        for health in to_healths(message):
            self._duty.observe(health)
            self._engine.observe(health)

    def _diagnose(self) -> None:
        now_s = self.ros_s()
        before, self._absence = self._absence, self._duty.absence
        if not self._absence:
            if before == EMERGENCY_STOP or (before and self._engine.incident):
                self._engine.start_afresh()
            self._causes = self._engine.diagnose(now_s)
        elif self._causes[0].fault == "none":  # a cause that was named before the stop goes on being told
            self._causes = (replace(CALM[0], evidence=(f"not judged: {self._absence}",)),)
        self._publisher.publish(array_of([from_cause(cause) for cause in self._causes], now_s))


def main() -> None:
    """Run the node."""
    run_node(DiagnosisNode)


if __name__ == "__main__":
    main()
