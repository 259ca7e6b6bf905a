"""The diagnosis node: reads ``/diagnostics`` and nothing else, names causes."""

import sys
from dataclasses import dataclass

from diagnostic_msgs.msg import DiagnosticArray

from limphome.core import topics
from limphome.diagnosis.engine import Engine
from limphome.diagnosis.settings import EngineConfig
from limphome.nodes.convert.status import array_of, from_cause, to_healths
from limphome.nodes.main import run_node
from limphome.nodes.stage_node import StageNode
from limphome.resources import option, share_dir


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
        self._publisher = self.publisher(DiagnosticArray, topics.CAUSES)
        self.listen(DiagnosticArray, topics.DIAGNOSTICS, self._on_diagnostics)
        self.every(options.period_s, self._diagnose)

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        for health in to_healths(message):
            self._engine.observe(health)

    def _diagnose(self) -> None:
        now_s = self.ros_s()
        self._publisher.publish(array_of([from_cause(cause) for cause in self._engine.diagnose(now_s)], now_s))


def main() -> None:
    """Run the node."""
    sys.exit(run_node(DiagnosisNode))


if __name__ == "__main__":
    main()
