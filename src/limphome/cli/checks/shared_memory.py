"""Shared memory: its size, and what killed processes left in it."""

import fcntl
import shutil
from pathlib import Path
from typing import List

from limphome.cli.checks.finding import Finding

NEED_BYTES = 150_000_000
"""16 participants of 8.9 MB each: the nodes of the demo, with room to spare."""


def check(folder: Path = Path("/dev/shm"), need_bytes: int = NEED_BYTES) -> Finding:
    """DDS falls back to UDP with no more than a warning when this is full."""
    if not folder.is_dir():
        return Finding("shared memory", "missing", f"no {folder}", f"mount -t tmpfs -o size=512m tmpfs {folder}")
    free = shutil.disk_usage(folder).free
    left = leaked_segments(folder)
    found = f"{free / 1e6:.0f} MB free in {folder}"
    if left:
        found += f", {len(left)} files of processes that are gone ({sum(p.stat().st_size for p in left) / 1e6:.1f} MB)"
    clean = "limphome down (removes what dead processes left)"
    if free < need_bytes:
        larger = f"docker run --shm-size=512m, or mount -o remount,size=512m {folder}"
        return Finding("shared memory", "limited", found, clean if left else larger)
    return Finding("shared memory", "limited" if left else "ok", found, clean if left else "")


def leaked_segments(folder: Path) -> List[Path]:
    """Segments and ports of Fast DDS whose owner holds their lock no more."""
    dead = [lock for lock in sorted(folder.glob("fastrtps_*_el")) if not _is_locked(lock)]
    files = [part for lock in dead for part in (lock, lock.with_name(lock.name[: -len("_el")]))]
    return [path for path in files if path.exists()]


def _is_locked(path: Path) -> bool:
    try:
        with open(path, "rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held by a living process, or not ours to open
        return True
    return False
