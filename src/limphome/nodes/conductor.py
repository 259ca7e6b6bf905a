"""The conductor: lets simulated time go on when every node has answered. Only where the embedded simulator is."""

import sys
from dataclasses import dataclass
from typing import Any, Dict, FrozenSet, Tuple

from diagnostic_msgs.msg import DiagnosticStatus
from std_msgs.msg import String

from limphome.core import LimphomeError, topics
from limphome.nodes.convert.status import key_values
from limphome.nodes.main import run_node
from limphome.nodes.node_list import load_lockstep_config
from limphome.nodes.stage_node import StageNode
from limphome.nodes.stepped.score import Latency, Score, latency_of
from limphome.nodes.stepped.stage import LOSSLESS
from limphome.nodes.stepped.turn import DONE, TURN, Done, Turn
from limphome.resources import option

_WATCH_S, _REPORT_S = 0.1, 1.0
_SIMULATOR = "simulator"
_SPEAK_OF_SCANS = frozenset((_SIMULATOR, "fault_relay"))


@dataclass(frozen=True)
class ConductorOptions:
    """Who takes part, and how long an answer may take."""

    nodes: Tuple[str, ...] = option((_SIMULATOR,), "stepped nodes; messages of one moment keep their order", read_only=True)
    armed: bool = option(False, "the fault relay stands between the nodes", read_only=True)
    answer_s: float = option(20.0, "longest wait for the answers of a turn, on the steady clock [s]", 0.1, 600.0)


class ConductorNode(StageNode):
    """Says turn after turn. An answer that stays out ends the run: it stands, and says who is missing."""

    def __init__(self) -> None:
        super().__init__("conductor")

    def declare(self) -> None:
        """Options of the conductor."""
        self.declare_config(ConductorOptions)

    def configure(self) -> None:
        """Read the latencies; refuse anything but the embedded simulator."""
        self._options = self.config(ConductorOptions)
        if _SIMULATOR not in self._options.nodes:
            raise LimphomeError(
                f"nodes {self._options.nodes}", "conductor", f"with '{_SIMULATOR}': a robot's time waits for nobody"
            )
        config = load_lockstep_config()
        together_s = min(config.transport_s, config.pilot_s, config.gate_s)
        self._score = Score(self._options.nodes, self._latencies(config), config.tick_s, together_s)
        self._missing: FrozenSet[str] = frozenset()
        self._answers: Dict[str, Done] = {}
        self._trouble = ""
        self._out = self.publisher(String, TURN, LOSSLESS)
        self.listen(String, DONE, self._on_done, LOSSLESS)
        self.every(_WATCH_S, self._watch)
        self.every(_REPORT_S, self._report)

    def _latencies(self, config: Any) -> Latency:
        """Of full topic names."""
        stage_s = {topics.NOMINAL_COMMAND: config.pilot_s, topics.COMMAND: config.gate_s}
        at_once = (topics.DETECTIONS, topics.DIAGNOSTICS, topics.ACTIVE_FAULTS, topics.ROUTE)
        return latency_of(
            {self.resolve_topic_name(topic): latency_s for topic, latency_s in stage_s.items()},
            config.transport_s,
            frozenset(map(self.resolve_topic_name, at_once)),
            self._options.armed,
        )

    def activate(self) -> None:
        """Time begins, with a turn in which every node says what it hears."""
        speakers = {one.node_name for one in self.get_publishers_info_by_topic(self.resolve_topic_name(topics.SCAN))}
        if not speakers <= _SPEAK_OF_SCANS:
            raise LimphomeError(f"scans come from {', '.join(sorted(speakers))}", "conductor", "the embedded simulator only")
        self.get_logger().warning("stepped: simulated time waits for every answer; nothing here has a deadline of its own")
        self._say(self._score.first(), frozenset(self._options.nodes))

    def _say(self, turn: Turn, answers_from: FrozenSet[str]) -> None:
        self._turn, self._missing, self._said_s = turn, answers_from, self.steady_s()
        self._answers = {}
        self._out.publish(String(data=turn.text()))

    def _on_done(self, message: String) -> None:
        answer = Done.parse(message.data)
        if self._trouble or answer.number != self._turn.number:
            return
        self._answers[answer.node] = answer
        self._missing -= {answer.node}
        if not self._missing:
            self._score.take(self._answers)
            self._say(*self._score.next())

    def _watch(self) -> None:
        if not self._trouble and self.steady_s() - self._said_s > self._options.answer_s:
            names = ", ".join(sorted(self._missing))
            self._trouble = f"no answer for {self._options.answer_s:g} s from {names} at {self._score.now_s:.2f} s: time stands"
            self.get_logger().error(f"{self._trouble} (turn {self._turn})")

    def _report(self) -> None:
        level = DiagnosticStatus.ERROR if self._trouble else DiagnosticStatus.WARN
        text = self._trouble or "stepped: simulated time waits for every answer; for simulation only"
        status = DiagnosticStatus(name="conductor", hardware_id="conductor", level=level, message=text)
        status.values = key_values({"simulated_s": round(self._score.now_s, 2), "turn": self._turn.number})
        self.report(status)


def main() -> None:
    """Run the node."""
    sys.exit(run_node(ConductorNode))


if __name__ == "__main__":
    main()
