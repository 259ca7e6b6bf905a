"""A node that asks those that run in this ROS domain, and never waits for ever."""

import os
import time
from types import TracebackType
from typing import Any, Callable, List, Optional, Type

import rclpy
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

from limphome.core import LimphomeError
from limphome.nodes.domain_lock import DomainLock, domain_id
from limphome.nodes.environment import stay_on_this_machine, use_dds_profile
from limphome.nodes.farewell import let_go
from limphome.nodes.guarded import guarded
from limphome.nodes.node_commands import NO_LOG_FILE
from limphome.nodes.qos import reader_qos_of

_AGAIN_S = 1.0  # an answer can get lost while two processes discover each other; what we ask may be asked twice
_STEP_S = 0.05
_NAME = "asker_"


class Asker:
    """Calls services and listens, each with a deadline; a context manager.

    Args:
        timeout_s: longest wait for an answer; discovery alone takes up to 3 s.
    """

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self.domain = domain_id()
        use_dds_profile(os.environ)
        if DomainLock(self.domain).holder():  # `limphome up` runs on this machine
            stay_on_this_machine(os.environ)
        self._context = Context()
        rclpy.init(args=["--ros-args", *NO_LOG_FILE], context=self._context)
        self.node = Node(f"{_NAME}{os.getpid()}", context=self._context)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self.node)

    def __enter__(self) -> "Asker":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._executor.shutdown()
        let_go(self.node)
        self._context.try_shutdown()

    def until(self, condition: Callable[[], bool], timeout_s: Optional[float] = None) -> bool:
        """Serve the node until ``condition()`` is true; False when the time is over."""
        deadline_s = time.monotonic() + (self.timeout_s if timeout_s is None else timeout_s)
        while not condition():
            if time.monotonic() >= deadline_s:
                return False
            self._executor.spin_once(timeout_sec=_STEP_S)
        return True

    def hear(self, kind: Type[Any], topic: str, handle: Callable[[Any], None]) -> None:
        """Call ``handle`` with every message on one of our topics; what it refuses is logged and passed over."""
        self.node.create_subscription(kind, topic, guarded(self.node, topic, handle), reader_qos_of(topic))

    def call(self, kind: Type[Any], name: str, request: Any, who: str, mend: str = "'limphome up' running") -> Any:
        """The answer of a service.

        Args:
            who: whom we ask, for the error.
            mend: what has to be there, for the error.

        Raises:
            LimphomeError: nobody answers.
        """
        client = self.node.create_client(kind, name)
        futures: List[Any] = []
        due_s = 0.0

        def answered() -> bool:
            nonlocal due_s
            if any(future.done() for future in futures):
                return True
            if client.service_is_ready() and time.monotonic() >= due_s:
                futures.append(client.call_async(request))
                due_s = time.monotonic() + _AGAIN_S
            return False

        found = self.until(answered)
        answers = [future.result() for future in futures if future.done()]
        self.node.destroy_client(client)
        if not found:
            raise self.silence(who, mend)
        return answers[0]

    def nodes(self) -> List[str]:
        """Names of the nodes that were discovered, other askers apart."""
        return sorted({name for name in self.node.get_node_names() if not name.startswith((_NAME, "_"))})

    def silence(self, who: str, mend: str = "'limphome up' running") -> LimphomeError:
        """The error of somebody who does not answer."""
        return LimphomeError(
            f"no {who} answers within {self.timeout_s:g} s",
            f"ROS domain {self.domain}",
            f"{mend} there, or another ROS_DOMAIN_ID",
        )
