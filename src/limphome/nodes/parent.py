"""A node that was started by `limphome up` does not outlive it, not even when it is killed."""

import ctypes
import os
import signal

PARENT = "LIMPHOME_STARTER_PID"
_PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with_parent() -> None:
    """Ask the kernel for a SIGTERM when the starter's process ends; nothing without a starter, or off Linux."""
    parent = os.environ.get(PARENT)
    if not parent or not hasattr(ctypes.CDLL(None), "prctl"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it ended before we asked
        os.kill(os.getpid(), signal.SIGTERM)
