"""INA3221: what the supply rails of a Jetson board take.

https://docs.kernel.org/hwmon/ina3221.html (``in*_label``, ``in*_input`` in mV, ``curr*_input`` in mA; JetPack 5 and later).
NVIDIA's driver of JetPack 4 shows ``rail_name_*`` and ``in_power*_input`` in mW below ``iio:device*``: "Power Management for
Jetson Xavier", L4T 32.7, section on INA3221.
"""

from pathlib import Path
from typing import Callable, Dict, Iterator, Optional, Tuple

from limphome.core import LimphomeError
from limphome.resources.power.energy import Energy, PowerIntegral
from limphome.resources.power.sysfs import read_number, read_text

FOLDER = "sys/bus/i2c/devices"
INPUT_RAIL = "VDD_IN"
"""Where a board has it, it feeds all the others. A Xavier has none: there the rails are summed."""
CHANNELS = (1, 2, 3)
Watts = Callable[[], Optional[float]]


class Ina3221Meter:
    """Power of each rail, added up over time.

    Attributes:
        name: ``ina3221``. covers: what is in the total.

    Raises:
        LimphomeError: there is no such chip.
    """

    name, period_s = "ina3221", 0.05

    def __init__(self, root: Path = Path("/")) -> None:
        self._rails: Dict[str, Watts] = dict(_rails(root / FOLDER))
        if not self._rails:
            raise LimphomeError("no INA3221", str(root / FOLDER), "a Jetson board")
        self._integral = PowerIntegral()
        self.covers = "the whole module" if INPUT_RAIL in self._rails else "sum of the rails " + ", ".join(self._rails)

    def watts(self) -> Dict[str, float]:
        """Power of each rail now [W]; one that gives no reading is left out."""
        readings = {name: read() for name, read in self._rails.items()}
        return {name: value for name, value in readings.items() if value is not None}

    def update(self, now_s: float) -> Energy:
        """Energy since the first call."""
        joules = self._integral.add(now_s, self.watts())
        return Energy(joules[INPUT_RAIL] if INPUT_RAIL in joules else sum(joules.values()), joules)


def _rails(folder: Path) -> Iterator[Tuple[str, Watts]]:
    """Rails by label, never by address: addresses differ between boards."""
    for device in sorted(folder.glob("*")):
        if not (read_text(device / "name") or "").startswith("ina3221"):
            continue
        for part in sorted([*device.glob("hwmon/hwmon*"), *device.glob("iio:device*")]):
            yield from _hwmon(part) if part.name.startswith("hwmon") else _iio(part)


def _hwmon(part: Path) -> Iterator[Tuple[str, Watts]]:
    for channel in CHANNELS:
        label = read_text(part / f"in{channel}_label")
        off = read_text(part / f"in{channel}_enable") == "0"
        if label and label != "NC" and not off:
            yield label, _product(part / f"in{channel}_input", part / f"curr{channel}_input")


def _iio(part: Path) -> Iterator[Tuple[str, Watts]]:
    for channel in range(len(CHANNELS)):  # counted from 0 there
        label = read_text(part / f"rail_name_{channel}")
        if label and label != "NC":
            yield label, _milliwatts(part / f"in_power{channel}_input")


def _product(millivolts: Path, milliamperes: Path) -> Watts:
    def watts() -> Optional[float]:
        voltage, current = read_number(millivolts), read_number(milliamperes)
        return None if voltage is None or current is None else voltage * current * 1e-6

    return watts


def _milliwatts(path: Path) -> Watts:
    def watts() -> Optional[float]:
        value = read_number(path)
        return None if value is None else value * 1e-3

    return watts
