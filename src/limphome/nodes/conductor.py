"""The conductor: lets simulated time go on when every node has answered. Only where the embedded simulator is."""

import math
from dataclasses import dataclass
from typing import Any, Dict, FrozenSet, Optional, Tuple

from diagnostic_msgs.msg import DiagnosticStatus
from std_msgs.msg import String

from limphome.core import LimphomeError, topics
from limphome.nodes.convert.status import key_values
from limphome.nodes.main import run_node
from limphome.nodes.node_list import load_lockstep_config
from limphome.nodes.stage_node import StageNode
from limphome.nodes.stepped.score import Latency, Score, latency_of
from limphome.nodes.stepped.stage import LOSSLESS
from limphome.nodes.stepped.turn import DONE, HERE, TURN, Done, Turn
from limphome.resources import option

_WATCH_S, _REPORT_S, _SOON_S = 0.1, 1.0, 1e-6
_SIMULATOR = "simulator"
_SPEAK_OF_SCANS = frozenset((_SIMULATOR, "fault_relay"))


@dataclass(frozen=True)
class ConductorOptions:
    """Who takes part, and how long an answer may take."""

    nodes: Tuple[str, ...] = option((_SIMULATOR,), "stepped nodes; messages of one moment keep their order", read_only=True)
    armed: bool = option(False, "the fault relay stands between the nodes", read_only=True)
    answer_s: float = option(20.0, "longest wait for the answers of a turn, on the steady clock [s]", 0.1, 600.0)


class ConductorNode(StageNode):
    """Says turn after turn. An answer that stays out ends the run: it stands, and says who is missing.

    Who is killed on purpose is not waited for while it is to be away; then time stands until it is active again.
    """

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
        config = self._config = load_lockstep_config()
        together_s = min(config.transport_s, config.pilot_s, config.gate_s)
        self._score = Score(self._options.nodes, self._latencies(config), config.tick_s, together_s)
        self._missing: FrozenSet[str] = frozenset()
        self._calls = False
        self._answers: Dict[str, Done] = {}
        self._births: Dict[str, str] = {}
        self._away: Dict[str, float] = {}
        self._turn: Optional[Turn] = None
        self._trouble = ""
        self._out = self.publisher(String, TURN, LOSSLESS)
        heard = self.create_subscription(String, DONE, self._on_done, LOSSLESS)  # before this node is active too
        self._built.append(lambda: self.destroy_subscription(heard))
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
        """Time begins when everybody is there, with a turn in which every node says what it hears."""
        speakers = {one.node_name for one in self.get_publishers_info_by_topic(self.resolve_topic_name(topics.SCAN))}
        if not speakers <= _SPEAK_OF_SCANS:
            raise LimphomeError(f"scans come from {', '.join(sorted(speakers))}", "conductor", "the embedded simulator only")
        self.get_logger().warning("stepped: simulated time waits for every answer; nothing here has a deadline of its own")
        self._go_on()

    def _go_on(self) -> None:
        """The next turn, unless somebody has to be there first."""
        back = sorted(name for name, back_s in self._away.items() if self._is_time(back_s))
        self._missing = frozenset(back if self._turn else self._options.nodes) - frozenset(self._births)
        self._calls, self._said_s = bool(self._missing), self.steady_s()
        if self._calls:
            return
        if self._turn is None:
            self._say(self._score.first(tuple(self._births.values())), frozenset(self._options.nodes))
        elif back:
            del self._away[back[0]]
            self._say(self._score.join(self._births[back[0]]), frozenset(back[:1]))
        else:
            self._say(*self._score.next())

    def _is_time(self, back_s: float) -> bool:
        tick_s = self._score.next_tick_s
        return tick_s is not None and tick_s >= back_s - _SOON_S

    def _say(self, turn: Turn, answers_from: FrozenSet[str]) -> None:
        self._turn, self._missing = turn, answers_from
        self._answers = {}
        self._out.publish(String(data=turn.text()))

    def _on_done(self, message: String) -> None:
        answer = Done.parse(message.data)
        if answer.number == HERE:
            self._births[answer.node] = answer.birth
            if self._calls and answer.node in self._missing and not self._trouble:
                self._go_on()
        elif self._turn is not None and answer.number == self._turn.number and not self._trouble:
            self._take(answer)

    def _take(self, answer: Done) -> None:
        self._answers[answer.node] = answer
        self._missing -= {answer.node}
        if answer.away_until_s is not None:
            self._leaves(answer.node, answer.away_until_s)
        if not self._missing:
            self._score.take(self._answers)
            self._go_on()

    def _leaves(self, node: str, until_s: float) -> None:
        """It comes back with the first tick after its outage; perception loads its model first, as in the lockstep loop."""
        del self._births[node]
        tick_s = self._config.tick_s
        loads_s = self._config.perception_restart_s if node == "perception" else tick_s
        last_s = (math.ceil(until_s / tick_s - _SOON_S) - 1) * tick_s if math.isfinite(until_s) else until_s
        self._away[node] = last_s + loads_s

    def _watch(self) -> None:
        if not self._trouble and self.steady_s() - self._said_s > self._options.answer_s:
            names = ", ".join(sorted(self._missing))
            self._trouble = f"no answer for {self._options.answer_s:g} s from {names} at {self._score.now_s:.2f} s: time stands"
            self.get_logger().error(f"{self._trouble} (turn {self._turn})")

    def _report(self) -> None:
        level = DiagnosticStatus.ERROR if self._trouble else DiagnosticStatus.WARN
        text = self._trouble or "stepped: simulated time waits for every answer; for simulation only"
        status = DiagnosticStatus(name="conductor", hardware_id="conductor", level=level, message=text)
        status.values = key_values({"simulated_s": round(self._score.now_s, 2), "turn": self._turn.number if self._turn else 0})
        self.report(status)


def main() -> None:
    """Run the node."""
    run_node(ConductorNode)


if __name__ == "__main__":
    main()
