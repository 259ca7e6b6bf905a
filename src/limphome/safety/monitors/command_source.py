"""Does anybody beside the gate, and the relay that breaks its commands on purpose, command the base?"""

from dataclasses import dataclass
from typing import FrozenSet, Iterable, Tuple

from limphome.core import Verdict, topics
from limphome.resources import option
from limphome.safety.reactions import judge


@dataclass(frozen=True)
class CommandSourceConfig:
    """Options of the command-source monitor."""

    command_nodes: Tuple[str, ...] = option(("gate", "fault_relay"), "names of the nodes that may publish cmd_vel")


class CommandSource:
    """Knows who publishes ``cmd_vel``. A pilot that was left on that name drives the base past every guard.

    A stranger counts when two looks in a row saw it: a node that has just come may have a topic before it has a name.
    Where nobody tells it (in lockstep nobody else can be there) all is well.
    """

    def __init__(self, config: CommandSourceConfig) -> None:
        self._allowed = frozenset(config.command_nodes)
        self._seen: FrozenSet[str] = frozenset()
        self._text = ""

    def observe(self, nodes: Iterable[str], topic: str = topics.COMMAND, belongs: str = topics.NOMINAL_COMMAND) -> None:
        """Take the names of the nodes that publish commands to the base now.

        Args:
            topic: the name of that on this robot. belongs: of the topic for pilots.
        """
        before, self._seen = self._seen, frozenset(nodes) - self._allowed
        who = ", ".join(sorted(self._seen & before))
        self._text = f"{who} publishes {topic} beside the gate: pilots belong on {belongs}" if who else ""

    def verdict(self, now_s: float) -> Verdict:
        """Who does and may not, or well."""
        return judge("command_source", "gate", now_s, self._text)
