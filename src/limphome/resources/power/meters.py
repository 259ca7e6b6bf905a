"""Which energy meters this machine has, and why it lacks the others."""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Tuple

from limphome.core import LimphomeError
from limphome.resources.power.energy import Energy, EnergyMeter
from limphome.resources.power.ina3221 import Ina3221Meter
from limphome.resources.power.nvidia_smi import NvidiaSmiMeter
from limphome.resources.power.nvml import NvmlMeter
from limphome.resources.power.rapl import RaplMeter


@dataclass(frozen=True)
class Meters:
    """Meters that do not overlap.

    Attributes:
        found: those that can be read. missing: name of each other one -> why not.
    """

    found: Tuple[EnergyMeter, ...]
    missing: Dict[str, str]

    @property
    def covers(self) -> str:
        """What the sum is of."""
        return "; ".join(f"{meter.name}: {meter.covers}" for meter in self.found)

    @property
    def period_s(self) -> float:
        """How often they are worth reading."""
        return min((meter.period_s for meter in self.found), default=1.0)

    @property
    def reason(self) -> str:
        """Why there is no meter."""
        return "no energy meter: " + "; ".join(f"{name}: {why}" for name, why in self.missing.items())

    def update(self, now_s: float) -> Energy:
        """Sum of all meters, rails as ``meter.rail``."""
        readings = {meter.name: meter.update(now_s) for meter in self.found}
        rails = {f"{name}.{rail}": value for name, reading in readings.items() for rail, value in reading.rails_j.items()}
        return Energy(sum(reading.total_j for reading in readings.values()), rails)


def find_meters(root: Path = Path("/")) -> Meters:
    """Look for every kind of meter below ``root``; NVML has no files, so it is only looked for on this very machine."""
    makers: Dict[str, Callable[[], EnergyMeter]] = {
        "ina3221": lambda: Ina3221Meter(root),
        "rapl": lambda: RaplMeter(root),
        "nvml": _nvml if root == Path("/") else _no_nvml,
        "nvidia-smi": lambda: NvidiaSmiMeter(root),
    }
    found: List[EnergyMeter] = []
    missing: Dict[str, str] = {}
    for name, make in makers.items():
        if name == "nvidia-smi" and any(meter.name == "nvml" for meter in found):
            continue  # the same boards
        try:
            found.append(make())
        except LimphomeError as error:
            missing[name] = f"{error.what} ({error.where})"
    return Meters(tuple(found), missing)


def _nvml() -> EnergyMeter:
    return NvmlMeter()


def _no_nvml() -> EnergyMeter:
    raise LimphomeError("not asked", "energy meter nvml", "root /")
