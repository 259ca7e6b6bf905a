"""How fast the machine's clocks run and who decides it.

https://docs.kernel.org/admin-guide/pm/cpufreq.html (kHz) and https://docs.kernel.org/driver-api/devfreq.html (Hz).
Where there is no cpufreq, as in a virtual machine, ``/proc/cpuinfo`` may tell MHz.
"""

from pathlib import Path
from typing import Any, Dict, List

from limphome.resources.power.sysfs import read_number, read_text

CPUS, DEVICES, CPUINFO = "sys/devices/system/cpu", "sys/class/devfreq", "proc/cpuinfo"


def clocks(root: Path = Path("/")) -> Dict[str, Any]:
    """CPU (governors, lowest and highest of the cores' clocks now, limit) and other devices (a Jetson's GPU) [MHz]."""
    return {"cpu": _cpu(root), "devices": {path.name: _device(path) for path in sorted((root / DEVICES).glob("*"))}}


def _cpu(root: Path) -> Dict[str, Any]:
    folders = sorted((root / CPUS).glob("cpu[0-9]*/cpufreq"))
    if not folders:
        return {"governor": None, **_range(_cpuinfo_mhz(root)), "limit_mhz": None}
    now = [(read_number(folder / "scaling_cur_freq") or 0.0) / 1e3 for folder in folders]
    limits = [(read_number(folder / "scaling_max_freq") or 0.0) / 1e3 for folder in folders]
    governors = sorted({read_text(folder / "scaling_governor") or "unknown" for folder in folders})
    return {"governor": ",".join(governors), **_range(now), "limit_mhz": max(limits)}


def _range(mhz: List[float]) -> Dict[str, Any]:
    return {"lowest_mhz": min(mhz, default=None), "highest_mhz": max(mhz, default=None)}


def _cpuinfo_mhz(root: Path) -> List[float]:
    lines = (read_text(root / CPUINFO) or "").splitlines()
    return [float(line.split(":")[1]) for line in lines if line.startswith("cpu MHz")]


def _device(path: Path) -> Dict[str, Any]:
    mhz = {key: read_number(path / name) for key, name in (("now_mhz", "cur_freq"), ("limit_mhz", "max_freq"))}
    return {"governor": read_text(path / "governor"), **{key: value and value / 1e6 for key, value in mhz.items()}}
