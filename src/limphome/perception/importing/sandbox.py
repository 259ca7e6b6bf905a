"""Run a function on a file that may be hostile: in a process of its own, with limits."""

import errno
import multiprocessing
import resource
import signal
from multiprocessing.connection import Connection
from typing import Any, Callable

from limphome.core import LimphomeError
from limphome.resources.parent import end_with_parent


def run_limited(work: Callable[..., Any], arguments: tuple, limit_s: float, memory_bytes: int, where: str) -> Any:
    """Result of ``work(*arguments)``.

    Raises:
        LimphomeError: what ``work`` raised, or it took too long, too much memory, or died, or the system refused it something.
        ImportError: a package that ``work`` needs is missing.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(theirs, work, arguments, memory_bytes), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(limit_s):
            raise LimphomeError(f"took more than {limit_s:g} s", where, "a network that answers, or a larger --limit-s")
        good, result = ours.recv()
    except EOFError:
        process.join()
        raise LimphomeError(
            f"the runtime died of it: {_ending(process.exitcode)}", where, "another export of the network"
        ) from None
    finally:
        process.kill()
        process.join()
    if good:
        return result
    raise result


def _child(answer: Connection, work: Callable[..., Any], arguments: tuple, memory_bytes: int) -> None:
    end_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    try:
        answer.send((True, work(*arguments)))
    except MemoryError:
        answer.send((False, _too_large(memory_bytes)))
    except (LimphomeError, ImportError) as error:
        answer.send((False, error))
    except OSError as error:
        answer.send((False, _too_large(memory_bytes) if error.errno == errno.ENOMEM else _refused(error)))


def _too_large(memory_bytes: int) -> LimphomeError:
    return LimphomeError(f"needs more than {memory_bytes / 1e9:.0f} GB", "model", "a smaller network or picture")


def _refused(error: OSError) -> LimphomeError:
    """A full disk, say: not the network's fault."""
    return LimphomeError(error.strerror or str(error), str(error.filename or "this machine"), "room on the disk, rights to write")


def _ending(code: Any) -> str:
    return signal.Signals(-code).name if isinstance(code, int) and code < 0 else f"exit status {code}"
