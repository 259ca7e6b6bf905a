"""Space for recordings."""

import shutil
from pathlib import Path

from limphome.cli.checks.finding import Finding

NEED_BYTES = 500_000_000
"""A recording of the demo is about 250 MB."""


def check(folder: Path = Path("."), need_bytes: int = NEED_BYTES) -> Finding:
    """Where ``runs/`` will lie."""
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:.1f} GB free in {folder.resolve()}"
    if free < need_bytes:
        return Finding("disk", "limited", found, f"free {need_bytes // 1_000_000} MB, or give --runs a folder elsewhere")
    return Finding("disk", "ok", found)
