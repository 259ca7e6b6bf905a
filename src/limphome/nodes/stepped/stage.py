"""Makes a stepped node of any of our nodes: its clock, timers and messages wait for the conductor."""

from collections import deque
from functools import partial
from typing import Any, Callable, Deque, Dict, List, Optional, Tuple, Type

from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from std_msgs.msg import String

from limphome.core import topics
from limphome.nodes.qos import qos_of
from limphome.nodes.stage_node import StageNode
from limphome.nodes.stepped.inbox import Inbox
from limphome.nodes.stepped.timer import SteppedTimer
from limphome.nodes.stepped.turn import DONE, TURN, Done, Turn

_DEPTH = 50
LOSSLESS = QoSProfile(depth=_DEPTH, reliability=ReliabilityPolicy.RELIABLE, durability=DurabilityPolicy.TRANSIENT_LOCAL)
"""Also for readers that match late: no message of a turn may be lost."""
_FROM_OUTSIDE = (topics.EMERGENCY_STOP,)


class SteppedStage(StageNode):
    """Stands before the class of a node (see :func:`stepped`) and takes the place of its clocks and timers."""

    def __init__(self, *arguments: Any) -> None:
        self._step_s = 0.0
        self._step_timers: List[SteppedTimer] = []
        self._step_hearers: Dict[str, Callable[[Any], None]] = {}
        self._step_sent: List[Tuple[str, float]] = []
        self._step_inbox = Inbox()
        self._step_turns: Deque[Turn] = deque()
        super().__init__(*arguments)
        self._step_answer = self.create_publisher(String, DONE, LOSSLESS)
        self.create_subscription(String, TURN, self._step_on_turn, LOSSLESS)
        self.get_logger().warning("stepped: all time comes from the conductor, no deadline runs by itself; for simulation only")

    def steady_s(self) -> float:
        """Simulated time: of deadlines too, in this mode and in no other."""
        return self._step_s

    def ros_s(self) -> float:
        """Simulated time."""
        return self._step_s

    def every(self, period_s: float, call: Callable[[], None]) -> SteppedTimer:
        """Call in the turns whose tick is due."""
        timer = SteppedTimer(period_s, call, self.steady_s)
        self._step_timers.append(timer)
        self._built.append(lambda: self._step_timers.remove(timer))
        return timer

    def publisher(self, kind: Type[Any], topic: str, qos: Optional[QoSProfile] = None) -> Any:
        """A publisher that keeps account of what is said."""
        publisher = super().publisher(kind, topic, LOSSLESS)
        return _Accounted(publisher, partial(self._step_account, self.resolve_topic_name(topic)))

    def listen(
        self, kind: Type[Any], topic: str, handle: Callable[[Any], None], qos: Optional[QoSProfile] = None, raw: bool = False
    ) -> None:
        """Keep every message until its turn; what comes from people is handled at once."""
        if topic in _FROM_OUTSIDE:
            super().listen(kind, topic, handle, qos_of(topic), raw)
            return
        name = self.resolve_topic_name(topic)
        self._step_hearers[name] = partial(self.guard, topic, handle)
        super().listen(kind, topic, partial(self._step_keep, name), LOSSLESS, raw)

    def _step_account(self, topic: str) -> None:
        self._step_sent.append((topic, self._step_s))

    def _step_keep(self, topic: str, message: Any) -> None:
        self._step_inbox.put(topic, message)
        self._step_proceed()

    def _step_on_turn(self, message: String) -> None:
        self._step_turns.append(Turn.parse(message.data))
        self._step_proceed()

    def _step_proceed(self) -> None:
        """Do every turn whose messages are all here."""
        while self._step_turns and self.is_active:
            mine = [one for one in self._step_turns[0].due if one.topic in self._step_hearers]
            if not self._step_inbox.holds(mine):
                return
            self._step_do(self._step_turns.popleft(), mine)

    def _step_do(self, turn: Turn, mine: List[Any]) -> None:
        if turn.tick_s is not None:
            self._step_s = turn.tick_s
            for timer in list(self._step_timers):
                timer.call_when_due(turn.tick_s)
        for one in mine:
            self._step_s = one.arrives_s
            self._step_hearers[one.topic](self._step_inbox.take(one))
        if mine or not turn.due or turn.tick_s is not None:
            hears = tuple(sorted(self._step_hearers)) if turn.number == 0 else ()
            self._step_answer.publish(String(data=Done(turn.number, self.get_name(), tuple(self._step_sent), hears).text()))
            self._step_sent.clear()


class _Accounted:
    """A publisher whose every message is counted before it leaves."""

    def __init__(self, publisher: Any, account: Callable[[], None]) -> None:
        self._publisher, self._account = publisher, account

    def publish(self, message: Any) -> None:
        """Say it."""
        self._account()
        self._publisher.publish(message)


def stepped(node: Type[StageNode]) -> Type[StageNode]:
    """The stepped sister of a node's class. Nothing else makes one: no parameter turns a node into it."""
    return type(f"Stepped{node.__name__}", (SteppedStage, node), {})
