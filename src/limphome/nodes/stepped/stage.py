"""Makes a stepped node of any of our nodes: its clock, timers and messages wait for the conductor."""

import os
import time
from collections import deque
from functools import partial
from typing import Any, Callable, Deque, Dict, List, Optional, Set, Tuple, Type

from rclpy.duration import Duration
from rclpy.lifecycle import LifecycleState, TransitionCallbackReturn
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from std_msgs.msg import String

from limphome.core import topics
from limphome.nodes.stage_node import StageNode
from limphome.nodes.stepped.inbox import Inbox
from limphome.nodes.stepped.timer import SteppedTimer
from limphome.nodes.stepped.turn import DONE, HERE, TURN, Done, Turn, hears_from

_DEPTH = 50
LOSSLESS = QoSProfile(depth=_DEPTH, reliability=ReliabilityPolicy.RELIABLE, durability=DurabilityPolicy.TRANSIENT_LOCAL)
"""Also for readers that match late: no message of a turn may be lost."""
_FROM_OUTSIDE = (topics.EMERGENCY_STOP, topics.HOLD)
_SAID_ONCE = (topics.ROUTE,)
_LAST_WORDS = Duration(seconds=1)


class SteppedStage(StageNode):
    """Stands before the class of a node (see :func:`stepped`) and takes the place of its clocks and timers."""

    def __init__(self, *arguments: Any) -> None:
        self._step_s = 0.0
        self._step_timers: List[SteppedTimer] = []
        self._step_hearers: Dict[str, Callable[[Any], None]] = {}
        self._step_sent: List[Tuple[str, float]] = []
        self._step_inbox = Inbox()
        self._step_unheard: Set[str] = set()
        self._step_turns: Deque[Turn] = deque()
        self._step_number, self._step_hears_from, self._step_deaf_until_ns = 0, -1, 0
        self._step_speakers: List[Any] = []
        super().__init__(*arguments)
        self._step_birth = f"{self.get_name()} {os.getpid()}"
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
        timer = SteppedTimer(period_s, partial(self.tick, call), self.steady_s)
        self._step_timers.append(timer)
        self._built.append(lambda: self._step_timers.remove(timer))
        return timer

    def speakers_of(self, topic: str) -> Tuple[str, ...]:
        """Nobody: discovery goes by real time, and the conductor knows who takes part."""
        return ()

    def publisher(self, kind: Type[Any], topic: str, qos: Optional[QoSProfile] = None) -> Any:
        """A publisher that keeps account of what is said."""
        publisher = super().publisher(kind, topic, LOSSLESS)
        self._step_speakers.append(publisher)
        self._built.append(lambda: self._step_speakers.remove(publisher))
        return _Accounted(publisher, partial(self._step_account, self.resolve_topic_name(topic)))

    def listen(
        self,
        kind: Type[Any],
        topic: str,
        handle: Callable[[Any], None],
        qos: Optional[QoSProfile] = None,
        raw: bool = False,
        always: bool = False,
    ) -> None:
        """Keep every message until its turn; what comes from people is handled at once."""
        if topic in _FROM_OUTSIDE:
            super().listen(kind, topic, handle, qos, raw, always)
            return
        name = self.resolve_topic_name(topic)
        self._step_hearers[name] = partial(self.guard, topic, handle)
        self._step_unheard.update({name} if topic in _SAID_ONCE else ())

        def keep(message: Any, info: Any) -> None:
            self._step_unheard.discard(name)
            if self.is_active:
                self._step_keep(name, message, info["source_timestamp"], topic in _SAID_ONCE)
            elif topic in _SAID_ONCE:
                self.hold(topic, handle, message)

        kept: Any = keep  # rclpy's annotations know callbacks of one argument only
        subscription = self.create_subscription(kind, topic, kept, LOSSLESS, raw=raw)
        self._built.append(lambda: self.destroy_subscription(subscription))

    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """As every node; then say that the process is there."""
        result = super().on_activate(state)
        if self.is_active:
            self._step_answer.publish(String(data=Done(HERE, self.get_name(), birth=self._step_birth).text()))
        return result

    def die(self, until_s: float) -> None:
        """The conductor has to know before: nobody waits for a dead process."""
        self._step_say_done(away_until_s=until_s)
        for speaker in (*self._step_speakers, self._step_answer):
            speaker.wait_for_all_acked(_LAST_WORDS)
        super().die(until_s)

    def _step_account(self, topic: str) -> None:
        self._step_sent.append((topic, self._step_s))

    def _step_keep(self, topic: str, message: Any, said_ns: int, once: bool) -> None:
        """For its turn; what was said to a process of before is for nobody, but for what is not said again."""
        if said_ns >= self._step_deaf_until_ns:
            self._step_inbox.put(topic, message)
            self._step_proceed()
        elif once:
            self._step_hearers[topic](message)

    def _step_on_turn(self, message: String) -> None:
        self._step_turns.append(Turn.parse(message.data))
        self._step_proceed()

    def _step_proceed(self) -> None:
        """Do every turn whose messages are all here; turns before ours, or of others that join, are passed over."""
        while self._step_turns and self.is_active:
            turn = self._step_turns[0]
            mine = [one for one in turn.due if one.topic in self._step_hearers and one.said >= self._step_hears_from]
            if self._step_birth in turn.joins:
                if turn.number and self._step_unheard:
                    return  # time stands until what is said once has come again: in lockstep a new process has it at once
                self._step_join(self._step_turns.popleft())
            elif self._step_hears_from < 0 or not (mine or turn.tick_s is not None):
                self._step_turns.popleft()
            elif self._step_inbox.holds(mine):
                self._step_do(self._step_turns.popleft(), mine)
            else:
                return

    def _step_join(self, turn: Turn) -> None:
        """Take part from now on. Whoever comes later forgets what the process before it was told."""
        self._step_number, self._step_hears_from = turn.number, hears_from(turn.number)
        if turn.number:
            self._step_deaf_until_ns = time.time_ns()  # everybody waits for our answer: later messages are stamped later
            once = {name: self._step_inbox.newest(name) for name in map(self.resolve_topic_name, _SAID_ONCE)}
            self._step_inbox.clear()
            self._step_s = self.active_since_s = turn.now_s
            for name, message in once.items():
                if message is not None and name in self._step_hearers:  # came after we were active, before we took part
                    self._step_hearers[name](message)
            for timer in self._step_timers:
                timer.skip(turn.now_s)
        self._step_say_done(hears=tuple(sorted(self._step_hearers)))

    def _step_do(self, turn: Turn, mine: List[Any]) -> None:
        self._step_number = turn.number
        if turn.tick_s is not None:
            self._step_s = turn.tick_s
            for timer in list(self._step_timers):
                timer.call_when_due(turn.tick_s)
        for one in mine:
            self._step_s = one.arrives_s
            self._step_hearers[one.topic](self._step_inbox.take(one))
        self._step_say_done()

    def _step_say_done(self, **more: Any) -> None:
        done = Done(self._step_number, self.get_name(), tuple(self._step_sent), **more)
        self._step_answer.publish(String(data=done.text()))
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
