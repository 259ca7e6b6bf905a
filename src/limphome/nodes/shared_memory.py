"""Shared memory of DDS: room for the nodes, and what killed processes left behind."""

import fcntl
import shutil
from pathlib import Path
from typing import Iterator, List

from limphome.core import LimphomeError

FOLDER = Path("/dev/shm")
NODE_BYTES = 9_000_000  # segment of one participant (config/dds_profile.xml) and its ports
_LOCKED = ("_el", "_sl")  # lock files of Fast DDS: exclusive, shared


def clean_dead_segments(folder: Path = FOLDER) -> List[str]:
    """Remove the segments and ports of Fast DDS whose owners are gone; the names of what was removed.

    The same rule as ``fastdds shm clean``: a living owner holds a lock on the file beside its segment.
    """
    removed = []
    for lock in sorted(folder.glob("fastrtps_*_el")) + sorted(folder.glob("fastrtps_*_sl")):
        if _is_free(lock):
            removed += [path.name for path in _belonging(folder, lock.name[:-3]) if _remove(path)]
    return removed


def check_space(processes: int, folder: Path = FOLDER) -> None:
    """LimphomeError unless so many more processes fit: DDS itself would go on over UDP and lose pictures, with a warning only."""
    if not folder.is_dir():
        return
    need, free = processes * NODE_BYTES, shutil.disk_usage(folder).free
    if free < need:
        raise LimphomeError(
            f"{free / 1e6:.0f} MB are free, {processes} nodes need {need / 1e6:.0f} MB",
            str(folder),
            "mount -o remount,size=1G /dev/shm, or docker run --shm-size=1g",
        )


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
