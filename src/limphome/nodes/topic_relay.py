"""One topic's way through the relay: bytes while nothing acts on it, messages while a fault does."""

import heapq
import itertools
from typing import Any, List, Optional, Tuple

from rclpy.serialization import deserialize_message

from limphome.faults.relay import Relay, Timed, same
from limphome.nodes.convert.codec import codec_of
from limphome.nodes.qos import CLEAN
from limphome.nodes.stage_node import StageNode

_RELEASE_S = 0.002


class TopicRelay:
    """Hears ``<topic>/clean``, speaks on ``<topic>``.

    Args:
        node: the relay's node.
        topic: relative name.
        seed: of this run.
        stamped: False for commands that are a Twist.
    """

    def __init__(self, node: StageNode, topic: str, seed: int, stamped: bool = True) -> None:
        self.relay = Relay(topic, seed)
        self._node = node
        self._codec = codec_of(topic, stamped)
        self._publisher = node.publisher(self._codec.kind, topic)
        self._waiting: List[Tuple[float, int, Any]] = []
        self._order = itertools.count()
        self._set: Tuple[Timed, ...] = ()
        self._timer = node.every(_RELEASE_S, self._release)
        self._timer.cancel()
        node.listen(self._codec.kind, topic + CLEAN, self._hear, raw=True)

    def command(self, faults: Tuple[Timed, ...], now_s: float) -> None:
        """Take what the commander repeats.

        Args:
            faults: those of this topic, each with the steady time at which it was set.
            now_s: steady time.
        """
        if len(faults) == len(self._set) and all(same(new, old) for new, old in zip(faults, self._set)):
            return
        self._set = faults
        self.relay.set(faults, now_s)

    @property
    def shown_at_s(self) -> Optional[float]:
        """When an output first differed from its input [steady s]."""
        return self.relay.shown_at_s

    def _hear(self, data: bytes) -> None:
        now_s = self._node.steady_s()
        if not self.relay.active(now_s) and not self._waiting:
            self._publisher.publish(data)
            return
        message = self._codec.to_core(deserialize_message(data, self._codec.kind))
        for release_s, out in self.relay.pass_on(message, now_s):
            untouched = out is message
            if untouched and release_s <= now_s:
                self._publisher.publish(data)
            else:
                heapq.heappush(self._waiting, (release_s, next(self._order), data if untouched else out))
        self._release()

    def _release(self) -> None:
        now_s = self._node.steady_s()
        while self._waiting and self._waiting[0][0] <= now_s:
            out = heapq.heappop(self._waiting)[2]
            self._publisher.publish(out if isinstance(out, bytes) else self._codec.from_core(out))
        if not self._waiting:
            self._timer.cancel()
        elif self._timer.is_canceled():
            self._timer.reset()
