"""A message that nobody can read is logged; whoever hears it goes on."""

from typing import Any, Callable

from rclpy.node import Node

from limphome.core import LimphomeError

_REPEAT_S = 1.0


def guard(node: Node, topic: str, handle: Callable[[Any], None], message: Any) -> None:
    """Call ``handle``; a LimphomeError of it is logged by ``node``, at most once a second."""
    try:
        handle(message)
    except LimphomeError as error:
        node.get_logger().error(f"{topic}: refused a message: {error}", throttle_duration_sec=_REPEAT_S)


def guarded(node: Node, topic: str, handle: Callable[[Any], None]) -> Callable[[Any], None]:
    """A callback that calls ``handle`` as :func:`guard` does."""
    return lambda message: guard(node, topic, handle, message)
