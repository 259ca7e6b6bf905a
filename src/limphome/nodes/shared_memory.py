"""Shared memory that killed DDS processes left behind."""

import fcntl
from pathlib import Path
from typing import Iterator, List

_LOCKED = ("_el", "_sl")  # lock files of Fast DDS: exclusive, shared


def clean_dead_segments(folder: Path = Path("/dev/shm")) -> List[str]:
    """Remove the segments and ports of Fast DDS whose owners are gone; the names of what was removed.

    The same rule as ``fastdds shm clean``: a living owner holds a lock on the file beside its segment.
    """
    removed = []
    for lock in sorted(folder.glob("fastrtps_*_el")) + sorted(folder.glob("fastrtps_*_sl")):
        if _is_free(lock):
            removed += [path.name for path in _belonging(folder, lock.name[:-3]) if _remove(path)]
    return removed


def _belonging(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    yield folder / f"sem.{name}_mutex"
    yield from (folder / f"{name}{ending}" for ending in _LOCKED)


def _is_free(lock: Path) -> bool:
    try:
        with open(lock, "rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False  # held, gone meanwhile, or another user's
    return True


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
