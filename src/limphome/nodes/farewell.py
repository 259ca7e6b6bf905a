"""The end of a node whose middleware may not let it go."""

import os
import sys
from threading import Thread
from typing import Any, List

_TIMEOUT_S = 5.0
_STUCK: List[str] = []


def let_go(node: Any, timeout_s: float = _TIMEOUT_S) -> bool:
    """Destroy a node; False when that hangs: it is left as it is then.

    Fast DDS can lock itself up while endpoints of other processes go (https://github.com/eProsima/Fast-DDS/issues/6502, seen
    with 2.14.5), and whoever destroys a node then waits for ever.
    """
    thread = Thread(target=node.destroy_node, name="farewell", daemon=True)
    thread.start()
    thread.join(timeout_s)
    if thread.is_alive():
        _STUCK.append(node.get_name())
    return not thread.is_alive()


def leave(status: int) -> None:
    """End the process with ``status``; at once if a node hangs, for the middleware would wait for it at exit."""
    if _STUCK:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
