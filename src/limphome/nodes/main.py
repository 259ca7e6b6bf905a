"""The life of a node's process: start, spin, end with status 0 on SIGINT and SIGTERM."""

import atexit
import os
import signal
import sys
from typing import Any, Callable, NoReturn

import rclpy
from rclpy.executors import ExternalShutdownException
from rclpy.impl.implementation_singleton import rclpy_implementation

from limphome.core import LimphomeError
from limphome.nodes.environment import use_dds_profile
from limphome.nodes.farewell import end, say_goodbye, watched
from limphome.nodes.lean_executor import LeanExecutor
from limphome.nodes.starter_pid import end_with_starter

RCLError = rclpy_implementation.RCLError
WRONG_PARAMETERS = 2
"""Exit status of a node that was started with something wrong: starting it again would not help."""
_GOODBYE_S = 2.5  # twice, and less than a starter waits before it kills, so that the log says where it hung


def run_node(make: Callable[[], Any]) -> NoReturn:
    """Make a node, spin it until the process is asked to end, and end the process.

    Args:
        make: builds the node; has ``close()``, called at the end.
    """
    atexit.register(end, 1)  # after an error has been told: no other way out than ours
    status = _live(make)
    say_goodbye(_GOODBYE_S)
    end(status)


def _live(make: Callable[[], Any]) -> int:
    """The exit status."""
    signal.signal(signal.SIGINT, lambda *_: None)  # rclpy's own handler ends the spin; no KeyboardInterrupt inside a callback
    end_with_starter()
    use_dds_profile(os.environ)
    try:
        _init()
        node = make()
    except LimphomeError as error:
        print(f"limphome: {error}", file=sys.stderr, flush=True)
        rclpy.try_shutdown()
        return WRONG_PARAMETERS
    executor = LeanExecutor()
    executor.add_node(node)
    try:
        executor.spin()
    except ExternalShutdownException:
        pass
    except RCLError:
        if rclpy.ok():
            raise  # else the signal came inside a callback that was about to publish
    finally:
        node.close()
    with watched(_GOODBYE_S):
        node.destroy_node()
        rclpy.try_shutdown()
    return 0


def _init() -> None:
    try:
        rclpy.init(args=sys.argv)
    except RCLError as error:
        cause = str(error).replace("failed to initialize rcl: ", "", 1)
        raise LimphomeError(
            cause, "arguments of ROS", "what ROS 2 reads; in a parameter file every list is of one type"
        ) from error
