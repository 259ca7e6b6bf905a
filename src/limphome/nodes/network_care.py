"""What becomes of a network that fails while it drives: the node says so and lives."""

import os
import signal
from typing import Callable, Optional, TypeVar

from limphome.core import LimphomeError
from limphome.nodes.stage_node import StageNode
from limphome.perception.rest import Rest
from limphome.perception.runtime_errors import TimeLimitError
from limphome.perception.time_limit import TimeLimit

_REPEAT_S = 1.0
_LAST_RESORT = 3  # a promoted network and the one of before may each use up the limit
Answer = TypeVar("Answer")


class NetworkCare:
    """Asks a network. One that gives no answer in time rests, see :class:`Rest`.

    A runtime that does not stop when it is told holds the only thread of the node. Nothing but the end of the process helps
    then, and whoever started it starts it again.

    Attributes:
        failure: what went wrong with the last frame, or with a check since; empty when nothing did.

    Args:
        limit_s: within which the network has to answer [s].
    """

    def __init__(self, node: StageNode, limit_s: float) -> None:
        self._node = node
        self._rest = Rest(limit_s)
        self._last_resort = TimeLimit(_LAST_RESORT * limit_s, self._warn, self._end_process)
        self.failure = ""

    @property
    def rests(self) -> bool:
        """Whether the network is not to be asked now."""
        return self._rest.lasts(self._node.steady_s())

    def frame(self, look: Callable[[], Answer]) -> Optional[Answer]:
        """What it sees in a frame; None when it failed."""
        seen = self._ask(look)
        if seen is not None:
            self.forget()
        return seen

    def check(self, look: Callable[[], object]) -> None:
        """A check that succeeds does not forgive a frame that failed."""
        self._ask(look)

    def forget(self) -> None:
        """Try it again at once."""
        self.failure = ""
        self._rest.end()

    def _ask(self, look: Callable[[], Answer]) -> Optional[Answer]:
        try:
            with self._last_resort:
                return look()
        except LimphomeError as error:
            self.failure = str(error)
            self._node.get_logger().error(self.failure, throttle_duration_sec=_REPEAT_S)
            if isinstance(error, TimeLimitError):
                self._rest.begin(self._node.steady_s())
            return None

    def _warn(self) -> None:
        self._node.get_logger().error("the network's runtime does not stop")

    def _end_process(self) -> None:
        self._node.get_logger().fatal("the network's runtime does not stop: the process ends")
        os.kill(os.getpid(), signal.SIGKILL)
