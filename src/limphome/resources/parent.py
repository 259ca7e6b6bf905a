"""A process that works for another does not outlive it, not even when that one is killed."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with(parent_pid: int, by: int = signal.SIGTERM) -> None:
    """Ask the kernel for a signal to this process when its parent ends; nothing off Linux.

    Args:
        parent_pid: who the parent should be; if it has ended already, the signal comes at once.
        by: the signal.
    """
    if not hasattr(ctypes.CDLL(None), "prctl"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, by)
    if os.getppid() != parent_pid:  # it ended before we asked
        os.kill(os.getpid(), by)


def end_with_parent() -> None:
    """The same in a child of :mod:`multiprocessing`, at once and whatever it is doing: the initializer of every pool of ours.

    On Ctrl-C it ends without a word: what has to be said the parent says.
    """
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        end_with(parent.pid, signal.SIGKILL)
