"""Under which conditions a time or an energy was measured."""

import os
from pathlib import Path
from typing import Any, Dict

from limphome.resources.machine import cpu_model, versions
from limphome.resources.power.clocks import clocks
from limphome.resources.power.power_mode import power_mode


def conditions(root: Path = Path("/")) -> Dict[str, Any]:
    """CPU, number of cores, :func:`pace`, load of the machine and versions; to stand beside every figure."""
    load = os.getloadavg() if hasattr(os, "getloadavg") else (0.0,)
    return {
        "cpu": cpu_model(root / "proc/cpuinfo"),
        "cores": os.cpu_count(),
        **pace(root),
        "load_1min": round(load[0], 2),
        "versions": versions(),
    }


def pace(root: Path = Path("/")) -> Dict[str, Any]:
    """How fast the machine may run now: power mode (``0 MAXN``, None where there is none) and clocks."""
    mode = power_mode(root)
    return {"power_mode": mode and f"{mode.number} {mode.name}", "clocks": clocks(root)}
