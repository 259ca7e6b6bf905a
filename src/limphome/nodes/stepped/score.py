"""Which messages are handled in which turn: the lockstep loop's order and latencies, for nodes that are processes."""

from typing import Callable, Dict, FrozenSet, List, Optional, Tuple

from limphome.nodes.qos import CLEAN
from limphome.nodes.stepped.turn import Done, Due, Turn, hears_from

Latency = Callable[[str], float]


class Score:
    """The messages on their way, by simulated time.

    Args:
        nodes: who takes part; of messages that count as said at one time, the order is theirs.
        latency_s: full topic name -> how long a message is on its way.
        tick_s: step of simulated time.
        together_s: messages that arrive within so long share a turn; at most the least time from a message to its answer.
    """

    def __init__(self, nodes: Tuple[str, ...], latency_s: Latency, tick_s: float, together_s: float) -> None:
        self._nodes, self._latency_s, self._tick_s, self._together_s = nodes, latency_s, tick_s, together_s
        self._hears: Dict[str, FrozenSet[str]] = {}
        self._hears_from: Dict[str, int] = {}
        self._on_the_way: List[Due] = []
        self._number = 0
        self.now_s = 0.0
        """Simulated time of the newest tick."""

    def first(self, births: Tuple[str, ...]) -> Turn:
        """The turn in which everybody joins and says what it hears."""
        return Turn(0, joins=births)

    def join(self, birth: str) -> Turn:
        """A turn in which one that was started again joins; to be said when the next turn would be a tick."""
        self._number += 1
        return Turn(self._number, joins=(birth,), now_s=self.now_s)

    @property
    def next_tick_s(self) -> Optional[float]:
        """Time of the next turn if that is a tick; None while messages are to be handled first."""
        return None if self._is_due() else round(self.now_s + self._tick_s, 9)

    def take(self, answers: Dict[str, Done]) -> None:
        """Everybody who had to has answered."""
        for name in self._nodes:
            answer = answers.get(name)
            if answer is not None:
                self._take(name, answer)
        self._on_the_way = [due for due in self._on_the_way if self._hearers(due)]
        self._on_the_way.sort(key=lambda due: due.arrives_s)  # stable: equal times keep the order of saying

    def next(self) -> Tuple[Turn, FrozenSet[str]]:
        """The next turn, and who has to answer it."""
        self._number += 1
        tick_s = self.next_tick_s
        if tick_s is not None:
            self.now_s = tick_s
        turn = Turn(self._number, tick_s, self._pop() if self._is_due() else ())
        if tick_s is not None:
            return turn, frozenset(self._hears)
        return turn, frozenset().union(*map(self._hearers, turn.due))

    def _take(self, name: str, answer: Done) -> None:
        if name not in self._hears:
            self._hears[name], self._hears_from[name] = frozenset(answer.hears), hears_from(self._number)
        if answer.away_until_s is not None:
            del self._hears[name]
        self._on_the_way += [Due(topic, name, at_s + self._latency_s(topic), self._number) for topic, at_s in answer.sent]

    def _hearers(self, due: Due) -> FrozenSet[str]:
        """Nobody hears what was said before it joined."""
        return frozenset(
            name for name, topics in self._hears.items() if due.topic in topics and due.said >= self._hears_from[name]
        )

    def _is_due(self) -> bool:
        return bool(self._on_the_way) and self._on_the_way[0].arrives_s <= self.now_s + 1e-9

    def _pop(self) -> Tuple[Due, ...]:
        until_s = min(self._on_the_way[0].arrives_s + self._together_s - 1e-9, self.now_s + 1e-9)
        count = sum(due.arrives_s <= until_s for due in self._on_the_way) or 1
        popped, self._on_the_way = tuple(self._on_the_way[:count]), self._on_the_way[count:]
        return popped


def latency_of(stage_s: Dict[str, float], transport_s: float, at_once: FrozenSet[str], armed: bool) -> Latency:
    """Latencies as in the lockstep loop: the relay acts when the message leaves its stage, transport comes after it.

    Args:
        stage_s: full topic name -> from the input to the output of the stage that says it.
        transport_s: from one process to the next.
        at_once: topics without transport: it is counted elsewhere.
        armed: a relay stands in between; ``<topic>/clean`` leads to it.
    """

    def latency_s(topic: str) -> float:
        if topic.endswith(CLEAN):
            return stage_s.get(topic[: -len(CLEAN)], 0.0)
        return (0.0 if topic in at_once else transport_s) + (0.0 if armed else stage_s.get(topic, 0.0))

    return latency_s
