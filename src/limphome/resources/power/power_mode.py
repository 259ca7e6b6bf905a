"""Power mode of a Jetson: which mode ``nvpmodel`` has set, and setting another.

NVIDIA, "Power Management for Jetson Xavier", L4T 35, "Supported Modes and Power Efficiency": modes stand in
``/etc/nvpmodel.conf`` as ``< POWER_MODEL ID=0 NAME=MAXN >``; the one in force in ``/var/lib/nvpmodel/status`` as ``pmode:0000``.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Optional

from limphome.core import LimphomeError
from limphome.resources.power.sysfs import read_text

CONFIG, STATUS, PROGRAM = "etc/nvpmodel.conf", "var/lib/nvpmodel/status", "usr/sbin/nvpmodel"
_MODE = re.compile(r"<\s*POWER_MODEL\s+ID=(\d+)\s+NAME=(\S+)\s*>")


@dataclass(frozen=True)
class PowerMode:
    """One mode: its number and name (``0``, ``MAXN``)."""

    number: int
    name: str


def power_modes(root: Path = Path("/")) -> Dict[int, PowerMode]:
    """All modes of this board by number; empty where there is no nvpmodel."""
    text = read_text(root / CONFIG) or ""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = [_MODE.search(line) for line in lines]
    return {int(match[1]): PowerMode(int(match[1]), match[2]) for match in found if match}


def power_mode(root: Path = Path("/")) -> Optional[PowerMode]:
    """The mode in force; None where there is no nvpmodel or it has not said."""
    match = re.search(r"pmode:(\d+)", read_text(root / STATUS) or "")
    if match is None:
        return None
    number = int(match[1])
    return power_modes(root).get(number, PowerMode(number, "unknown"))


def set_power_mode(number: int, root: Path = Path("/")) -> None:
    """Ask nvpmodel for a mode; LimphomeError where this cannot be done. Has not run on a device."""
    modes, program = power_modes(root), root / PROGRAM
    if not program.is_file() or not modes:
        raise LimphomeError(f"power mode {number} cannot be set: no nvpmodel", str(program), "a Jetson")
    if number not in modes:
        known = ", ".join(f"{mode.number} {mode.name}" for mode in modes.values())
        raise LimphomeError(f"no power mode {number}", str(root / CONFIG), known)
    if os.geteuid() != 0:
        raise LimphomeError(f"power mode {number} cannot be set", str(program), "root")
    done = subprocess.run([str(program), "-m", str(number)], input="no\n", capture_output=True, text=True, timeout=60)
    now = power_mode(root)
    if done.returncode != 0 or now is None or now.number != number:  # some modes want a restart of the board
        raise LimphomeError(f"power mode {number} was not taken: {done.stdout.strip()[-200:]}", str(program), "a restart")
