"""Does anybody beside the gate, and the relay that breaks its commands on purpose, command the base?"""

from dataclasses import dataclass
from typing import Iterable, Tuple

from limphome.core import Verdict, topics
from limphome.resources import option
from limphome.safety.reactions import judge


@dataclass(frozen=True)
class CommandSourceConfig:
    """Options of the command-source monitor."""

    command_nodes: Tuple[str, ...] = option(("gate", "fault_relay"), "names of the nodes that may publish cmd_vel")


class CommandSource:
    """Knows who publishes ``cmd_vel``. A pilot that was left on that name drives the base past every guard.

    Where nobody tells it (in lockstep nobody else can be there) all is well.
    """

    def __init__(self, config: CommandSourceConfig) -> None:
        self._allowed = frozenset(config.command_nodes)
        self._strangers: Tuple[str, ...] = ()

    def observe(self, nodes: Iterable[str]) -> None:
        """Take the names of the nodes that publish commands to the base now."""
        self._strangers = tuple(sorted(set(nodes) - self._allowed))

    def verdict(self, now_s: float) -> Verdict:
        """Who does and may not, or well."""
        who = ", ".join(self._strangers)
        text = f"{who} publishes {topics.COMMAND} beside the gate: it belongs on {topics.NOMINAL_COMMAND}" if who else ""
        return judge("command_source", "gate", now_s, text)
