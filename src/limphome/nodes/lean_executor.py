"""An executor that keeps its wait set, for nodes that hear some hundred small messages a second.

rclpy's own builds a wait set of every entity for every callback, and wakes itself once more after each: about 0.5 ms a
message. Here subscriptions and timers are served from a wait set that is kept until an entity comes or goes; everything
else (services, clients, events, coroutines) is left to rclpy's own executor.
"""

from contextlib import ExitStack
from typing import Any, Dict, List

from rclpy.exceptions import InvalidHandle
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.impl.implementation_singleton import rclpy_implementation as _rclpy

_BURST = 10  # messages of one topic before the others get their turn
_TASK_NS = 5_000_000  # a coroutine that waits for an answer is looked at this often [ns]


class LeanExecutor(SingleThreadedExecutor):
    """Serves timers first, then subscriptions, then the rest. Callbacks of the first two must not be coroutines."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._held = ExitStack()
        self._is_built = False

    def spin(self) -> None:
        """Serve until the context is shut down: then ExternalShutdownException."""
        try:
            while not self._is_shutdown:
                self._turn()
        finally:
            self._held.close()

    def _turn(self) -> None:
        if not self._is_built:
            self._build()
        self._wait()
        if not self._context.ok():
            raise ExternalShutdownException
        for pointer in self._wait_set.get_ready_entities("timer"):
            timer = self._timers[pointer]
            if timer.handle.is_timer_ready():
                timer.handle.call_timer()
                timer.callback()
        for pointer in self._wait_set.get_ready_entities("subscription"):
            _serve(self._subscriptions[pointer])
        if self._tasks or self._is_more_ready():
            self._held.close()
            self._is_built = False  # whatever woke us may have made or destroyed entities
            self.spin_once(timeout_sec=0)

    def _build(self) -> None:
        """Collect the entities and hold their handles, so that none is freed while we wait on it."""
        nodes = self.get_nodes()
        self._subscriptions = self._hold(one for node in nodes for one in node.subscriptions)
        self._timers = self._hold(one for node in nodes for one in node.timers)
        self._services = self._hold(one for node in nodes for one in node.services)
        self._clients = self._hold(one for node in nodes for one in node.clients)
        self._guards = self._hold([*(one for node in nodes for one in node.guards), self._guard, self._sigint_gc])
        self._waitables = [one for node in nodes for one in node.waitables if self._enter(one)]
        events = sum(one.get_num_entities().num_events for one in self._waitables)
        counts = (self._subscriptions, self._guards, self._timers, self._clients, self._services)
        self._enter(self._context.handle)
        self._wait_set = _rclpy.WaitSet(*map(len, counts), events, self._context.handle)
        self._is_built = True

    def _hold(self, entities: Any) -> Dict[int, Any]:
        return {entity.handle.pointer: entity for entity in list(entities) if self._enter(entity.handle)}

    def _enter(self, handle: Any) -> bool:
        try:
            self._held.enter_context(handle)
        except InvalidHandle:
            return False  # destroyed meanwhile
        return True

    def _wait(self) -> None:
        wait_set = self._wait_set
        wait_set.clear_entities()
        for entities, add in (
            (self._subscriptions, wait_set.add_subscription),
            (self._guards, wait_set.add_guard_condition),
            (self._timers, wait_set.add_timer),
            (self._clients, wait_set.add_client),
            (self._services, wait_set.add_service),
        ):
            for entity in entities.values():
                add(entity.handle)
        for waitable in self._waitables:
            waitable.add_to_wait_set(wait_set)
        wait_set.wait(_TASK_NS if self._tasks else -1)

    def _is_more_ready(self) -> bool:
        kinds: List[str] = ["guard_condition", "service", "client"]
        return any(self._wait_set.get_ready_entities(kind) for kind in kinds) or any(
            one.is_ready(self._wait_set) for one in self._waitables
        )


def _serve(subscription: Any) -> None:
    for _ in range(_BURST):
        taken = subscription.handle.take_message(subscription.msg_type, subscription.raw)
        if taken is None:
            return
        wants_info = getattr(getattr(subscription, "_callback_type", None), "name", "") == "WithMessageInfo"  # not in Humble
        subscription.callback(*(taken if wants_info else taken[:1]))
