"""RAPL: energy counters of Intel and AMD processors, as the kernel's powercap framework shows them.

https://docs.kernel.org/power/powercap/powercap.html: ``energy_uj`` counts microjoules and starts again at 0 after
``max_energy_range_uj``.
"""

from pathlib import Path
from typing import Dict, NamedTuple

from limphome.core import LimphomeError
from limphome.resources.power.energy import Energy
from limphome.resources.power.sysfs import read_number, read_text

FOLDER = "sys/class/powercap"


class _Zone(NamedTuple):
    folder: Path
    range_uj: float


class RaplMeter:
    """Sums packages and the memory beside them; ``core`` and ``uncore`` are parts of a package, ``psys`` covers more.

    Attributes:
        name: ``rapl``. covers: what is in the total.

    Raises:
        LimphomeError: there is no such meter, or this user may not read it.
    """

    name, period_s = "rapl", 1.0
    covers = "processor packages, and memory where it has a counter"

    def __init__(self, root: Path = Path("/")) -> None:
        self._zones = _zones(root / FOLDER)
        self._last = {name: _read(zone.folder) for name, zone in self._zones.items()}
        self._joules: Dict[str, float] = dict.fromkeys(self._zones, 0.0)

    def update(self, now_s: float) -> Energy:
        """Energy since the meter was made; a counter that went round once since the last call is seen as such."""
        for name, zone in self._zones.items():
            value = _read(zone.folder)
            step_uj = value - self._last[name]
            self._joules[name] += (step_uj if step_uj >= 0 else step_uj + zone.range_uj) / 1e6
            self._last[name] = value
        counted = [name for name in self._joules if name.startswith("package") and _last_part(name) in ("", "dram")]
        return Energy(sum(self._joules[name] for name in counted), dict(self._joules))


def _last_part(name: str) -> str:
    return name.partition("/")[2]


def _zones(folder: Path) -> Dict[str, _Zone]:
    """Zones by name; ``intel-rapl:0:1`` lies in ``intel-rapl:0``. AMD's processors have the same names."""
    found = {path.name: path for path in sorted(folder.glob("intel-rapl:*"))}
    if not found:
        raise LimphomeError("no RAPL counters", str(folder), "a kernel with intel_rapl on a real machine")
    zones = {}
    for key, path in found.items():
        parent = found.get(key.rpartition(":")[0])
        name = read_text(path / "name") or key
        full = name if parent is None else f"{read_text(parent / 'name')}/{name}"
        zones[full] = _Zone(path, read_number(path / "max_energy_range_uj") or 0.0)
    return zones


def _read(folder: Path) -> float:
    value = read_number(folder / "energy_uj")
    if value is None:
        # Since Linux 5.10 only root may read it (CVE-2020-8694).
        raise LimphomeError("energy_uj cannot be read", str(folder), "root, or chmod a+r of energy_uj")
    return value
