"""What the conductor says to the stepped nodes, and what they answer: JSON in a std_msgs/String."""

import json
from dataclasses import asdict, dataclass
from typing import Optional, Tuple

TURN, DONE = "stepped/turn", "stepped/done"


@dataclass(frozen=True)
class Due:
    """One message that is handled in a turn.

    Attributes:
        topic: full name.
        sender: node that said it.
        arrives_s: simulated time at which it counts as arrived.
    """

    topic: str
    sender: str
    arrives_s: float


@dataclass(frozen=True)
class Turn:
    """Timers first, then the messages, in this order.

    Attributes:
        number: counts from 0; turn 0 asks every node what it hears.
        tick_s: simulated time up to which timers are called; None: no timers in this turn.
        due: messages; a node waits until those that it hears are there.
    """

    number: int
    tick_s: Optional[float] = None
    due: Tuple[Due, ...] = ()

    def text(self) -> str:
        """As it goes over the wire."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> "Turn":
        """Back from the wire."""
        read = json.loads(text)
        return cls(read["number"], read["tick_s"], tuple(Due(**one) for one in read["due"]))


@dataclass(frozen=True)
class Done:
    """A node has done its part of a turn.

    Attributes:
        sent: (topic, simulated time) of every message that it said, in order.
        hears: topics whose messages wait for their turn; told in turn 0 only.
    """

    number: int
    node: str
    sent: Tuple[Tuple[str, float], ...] = ()
    hears: Tuple[str, ...] = ()

    def text(self) -> str:
        """As it goes over the wire."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> "Done":
        """Back from the wire."""
        read = json.loads(text)
        return cls(read["number"], read["node"], tuple((topic, at_s) for topic, at_s in read["sent"]), tuple(read["hears"]))
