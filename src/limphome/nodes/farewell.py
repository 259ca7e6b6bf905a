"""The end of a node whose middleware may not let it go.

Fast DDS can lock itself up while endpoints of other processes go (https://github.com/eProsima/Fast-DDS/issues/6502, seen with
2.14.5). Whoever destroys a node then waits for ever, and with it every thread of Python: rclpy holds the interpreter meanwhile.
A process that leaves that to the exit handlers of its libraries never ends: it turns in a circle on a core of its own.
"""

import faulthandler
import gc
import os
import sys
import time
from contextlib import contextmanager
from typing import Any, Collection, Iterator, List, NoReturn

_TIMEOUT_S = 10.0
_OTHERS_GO_S = 1.0
_CALM_S = 0.2
_STDERR = 2
_KEPT: List[Any] = []


@contextmanager
def watched(timeout_s: float = _TIMEOUT_S) -> Iterator[None]:
    """Where what is done inside hangs the process ends with status 1, and where it hung on stderr."""
    sys.stdout.flush()  # the watchdog does not
    faulthandler.dump_traceback_later(timeout_s, exit=True, file=_STDERR)  # by a thread that needs no interpreter
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def let_go(node: Any, timeout_s: float = _TIMEOUT_S) -> None:
    """Destroy a node, :func:`watched`."""
    with watched(timeout_s):
        node.destroy_node()


def keep(node: Any) -> None:
    """Leave a node as it is until :func:`leave`: for who has something left to do that must not be lost."""
    _KEPT.append(node)


def wait_until_gone(node: Any, others: Collection[str]) -> None:
    """Until ``node`` sees none of the others any more, a second at most: who is killed is seen until its lease ends."""
    deadline_s = time.monotonic() + _OTHERS_GO_S
    while time.monotonic() < deadline_s and not set(others).isdisjoint(node.get_node_names()):
        time.sleep(0.02)
    time.sleep(_CALM_S)  # endpoints go a moment after the name


def leave(status: int) -> NoReturn:
    """End the process with ``status``; where it has spoken over ROS without the exit handlers of its libraries."""
    if _KEPT or "rclpy" in sys.modules:
        end(status)
    sys.exit(status)


def say_goodbye(timeout_s: float = _TIMEOUT_S) -> None:
    """Let the middleware go, :func:`watched`; it tells others, who else wait for its lease to run out."""
    with watched(timeout_s):
        gc.unfreeze()  # the gate freezes what it has when it becomes active
        gc.collect()  # a participant goes with the last that refers to one of its nodes


def end(status: int) -> NoReturn:
    """End the process at once, without the exit handlers of its libraries."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:  # nobody reads any more, or the disk is full
        os._exit(status)
