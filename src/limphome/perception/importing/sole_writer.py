"""One command at a time writes a folder: two would delete each other's work."""

import fcntl
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Iterator

from limphome.core import LimphomeError


@contextmanager
def sole_writer(out: Path) -> Iterator[None]:
    """Hold ``.NAME.lock`` beside ``out``. The lock is the kernel's, so it is gone with the process that held it.

    Raises:
        LimphomeError: another command holds it, or nothing can be made beside ``out``.
    """
    target = out.resolve()
    path = target.with_name(f".{target.name}.lock")
    stream = _locked(path, out)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        stream.close()


def _locked(path: Path, out: Path) -> IO[str]:
    """The file, open and locked; anew where its last holder removed it before the lock was ours."""
    while True:
        stream = _taken(path, out)
        if _lies_at(stream, path):
            return stream
        stream.close()


def _taken(path: Path, out: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = open(path, "a", encoding="utf-8")  # noqa: SIM115  # held open: the lock lives as long
    except OSError as error:
        raise _refused(error, path) from error
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        stream.close()
        raise LimphomeError(
            "another command writes there", str(out), "another folder, or wait until that one has ended"
        ) from error
    except OSError as error:
        stream.close()
        raise _refused(error, path) from error
    return stream


def _refused(error: OSError, path: Path) -> LimphomeError:
    return LimphomeError(f"cannot be locked: {error.strerror}", str(path), "a folder beside which you may write")


def _lies_at(stream: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False
