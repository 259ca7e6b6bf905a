"""What the conductor says to the stepped nodes, and what they answer: JSON in a std_msgs/String."""

import json
from dataclasses import asdict, dataclass
from typing import Optional, Tuple

TURN, DONE = "stepped/turn", "stepped/done"
HERE = -1
"""Number of an answer to no turn."""


@dataclass(frozen=True)
class Due:
    """One message that is handled in a turn.

    Attributes:
        topic: full name.
        sender: node that said it.
        arrives_s: simulated time at which it counts as arrived.
        said: number of the turn in which it was said.
    """

    topic: str
    sender: str
    arrives_s: float
    said: int = 0


@dataclass(frozen=True)
class Turn:
    """Timers first, then the messages, in this order.

    Attributes:
        number: counts from 0.
        tick_s: simulated time up to which timers are called; None: no timers in this turn.
        due: messages; a node waits until those that it hears are there.
        joins: births (see Done) of processes that take part from here on and say what they hear: all of them in turn 0,
            later one that was started again. Nobody else answers such a turn.
        now_s: simulated time at which they join.
    """

    number: int
    tick_s: Optional[float] = None
    due: Tuple[Due, ...] = ()
    joins: Tuple[str, ...] = ()
    now_s: float = 0.0

    def text(self) -> str:
        """As it goes over the wire."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> "Turn":
        """Back from the wire."""
        read = json.loads(text)
        due = tuple(Due(**one) for one in read["due"])
        return cls(read["number"], read["tick_s"], due, tuple(read["joins"]), read["now_s"])


@dataclass(frozen=True)
class Done:
    """A node has done its part of a turn.

    Attributes:
        number: of the turn; ``HERE``: the process has become active and may be asked to join.
        sent: (topic, simulated time) of every message that it said, in order.
        hears: topics whose messages wait for their turn; told by those who join.
        birth: tells a process from another of the same node; told with ``HERE``.
        away_until_s: its last answer: it dies now and will be kept away until then (infinite: for good).
    """

    number: int
    node: str
    sent: Tuple[Tuple[str, float], ...] = ()
    hears: Tuple[str, ...] = ()
    birth: str = ""
    away_until_s: Optional[float] = None

    def text(self) -> str:
        """As it goes over the wire."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> "Done":
        """Back from the wire."""
        read = json.loads(text)
        sent = tuple((topic, at_s) for topic, at_s in read["sent"])
        return cls(read["number"], read["node"], sent, tuple(read["hears"]), read["birth"], read["away_until_s"])


def hears_from(joined: int) -> int:
    """Number of the turn from which on messages count for one that joined in turn ``joined``.

    What was said before turn 0 is for all. Who was started again does not hear what was said to the process before it.
    """
    return joined + 1 if joined else 0
