"""Messages that have come over DDS and wait for the turn in which they are handled."""

from collections import defaultdict, deque
from typing import Any, Deque, Dict, Iterable, Tuple

from limphome.core import topics
from limphome.nodes.stepped.turn import Due


class Inbox:
    """A queue for each topic; for each sender of ``/diagnostics``, where many speak and DDS keeps no order among them."""

    def __init__(self) -> None:
        self._queues: Dict[Tuple[str, str], Deque[Any]] = defaultdict(deque)

    def put(self, topic: str, message: Any) -> None:
        """A message has come."""
        self._queues[_key(topic, message.header.frame_id if topic == topics.DIAGNOSTICS else "")].append(message)

    def newest(self, topic: str) -> Any:
        """The last message of a topic of one sender; None where none came."""
        queue = self._queues[_key(topic, "")]
        return queue[-1] if queue else None

    def clear(self) -> None:
        """Forget everything: it was said to a process of before."""
        self._queues.clear()

    def holds(self, due: Iterable[Due]) -> bool:
        """True when every one of ``due`` is here."""
        wanted: Dict[Tuple[str, str], int] = defaultdict(int)
        for one in due:
            wanted[_key(one.topic, one.sender)] += 1
        return all(len(self._queues[key]) >= count for key, count in wanted.items())

    def take(self, due: Due) -> Any:
        """The oldest message that ``due`` can mean."""
        return self._queues[_key(due.topic, due.sender)].popleft()


def _key(topic: str, sender: str) -> Tuple[str, str]:
    return topic, sender if topic == topics.DIAGNOSTICS else ""
