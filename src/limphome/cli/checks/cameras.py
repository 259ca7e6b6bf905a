"""Cameras that Video4Linux knows."""

import os
from pathlib import Path

from limphome.cli.checks.finding import Finding


def check(devices: Path = Path("/dev"), names: Path = Path("/sys/class/video4linux")) -> Finding:
    """An option: the simulator brings its own camera."""
    found = sorted(devices.glob("video[0-9]*"))
    if not found:
        return Finding("cameras", "absent", f"no {devices}/video*", "plug one in, or in a container pass --device /dev/video0")
    closed = [path for path in found if not os.access(path, os.R_OK | os.W_OK)]
    if closed:
        return Finding("cameras", "limited", f"{closed[0]} may not be opened", "sudo usermod -aG video $USER, then log in again")
    return Finding("cameras", "ok", ", ".join(_called(path, names) for path in found))


def _called(path: Path, names: Path) -> str:
    name = names / path.name / "name"
    return f"{path} ({name.read_text(encoding='utf-8').strip()})" if name.is_file() else str(path)
