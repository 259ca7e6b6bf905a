"""The fault relay: stands between every source and all its readers when the robot is armed."""

from dataclasses import dataclass
from typing import List, Tuple

from diagnostic_msgs.msg import DiagnosticArray

from limphome.core import FaultSpec, topics
from limphome.faults.table import COMPONENTS
from limphome.nodes.command_options import CommandOptions
from limphome.nodes.convert.status import array_of, from_fault, to_fault
from limphome.nodes.main import run_node
from limphome.nodes.stage_node import StageNode
from limphome.nodes.topic_relay import TopicRelay
from limphome.resources import option, share_dir


@dataclass(frozen=True)
class FaultRelayOptions:
    """What the relay stands in."""

    topics: Tuple[str, ...] = option(tuple(COMPONENTS), "topics that are passed on from <topic>/clean to <topic>")
    seed: int = option(0, "seed of the run, of which each fault's randomness is derived", 0, 2**31)
    heartbeat_s: float = option(0.5, "without a word of the commander for so long, messages pass untouched [s]", 0.2, 5.0)


class FaultRelayNode(StageNode):
    """Does what ``faults/active`` says; untouched without it."""

    def __init__(self) -> None:
        super().__init__("fault_relay")

    def declare(self) -> None:
        """Options of the relay and of commands."""
        self.declare_config(CommandOptions)
        self.declare_config(FaultRelayOptions, file=share_dir() / "config" / "fault_relay.yaml")

    def configure(self) -> None:
        """One relay for each topic."""
        self._options = self.config(FaultRelayOptions)
        commands = self.config(CommandOptions)
        stamped = {topics.NOMINAL_COMMAND: commands.stamped_in, topics.COMMAND: commands.stamped_out}
        self._relays: List[TopicRelay] = [
            TopicRelay(self, topic, self._options.seed, stamped.get(topic, True)) for topic in self._options.topics
        ]
        self._shown = self.publisher(DiagnosticArray, topics.FAULTS_SHOWN)
        self._told: Tuple[FaultSpec, ...] = ()
        self._heard_s = self.steady_s()
        self.listen(DiagnosticArray, topics.ACTIVE_FAULTS, self._command)
        self.every(0.1, self._watch)

    def _command(self, message: DiagnosticArray) -> None:
        now_s = self._heard_s = self.steady_s()
        faults = [to_fault(status) for status in message.status]
        for one in self._relays:
            one.command(tuple((spec, now_s - age_s) for spec, age_s in faults if spec.target == one.relay.topic), now_s)

    def _watch(self) -> None:
        now_s = self.steady_s()
        if now_s - self._heard_s > self._options.heartbeat_s:
            for one in self._relays:
                one.command((), now_s)
        self._tell(now_s)

    def _tell(self, now_s: float) -> None:
        """Ground truth: the first moment at which a fault changed anything, on the robot's clock."""
        shown = [(spec, one.shown_at_s) for one in self._relays if one.shown_at_s for spec in one.relay.active(now_s)]
        if shown and tuple(spec for spec, _ in shown) != self._told:
            offset_s = self.ros_s() - now_s
            self._shown.publish(array_of((from_fault(spec, spec.start_s, at_s + offset_s) for spec, at_s in shown), self.ros_s()))
        self._told = tuple(spec for spec, _ in shown)


def main() -> None:
    """Run the node."""
    run_node(FaultRelayNode)


if __name__ == "__main__":
    main()
