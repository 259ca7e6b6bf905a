"""nvidia-smi: power of NVIDIA's GPUs where their Python binding is missing.

``nvidia-smi --help-query-gpu``: ``power.draw`` is the last measured power of the whole board in watts.
"""

import subprocess
from pathlib import Path
from typing import Dict

from limphome.core import LimphomeError
from limphome.resources.power.energy import Energy, PowerIntegral

PROGRAM = "usr/bin/nvidia-smi"
QUERY = ("--query-gpu=index,power.draw", "--format=csv,noheader,nounits")


class NvidiaSmiMeter:
    """Power of each GPU, added up over time; a reading takes tens of milliseconds.

    Raises:
        LimphomeError: there is no such program, or it gives no power.
    """

    name, period_s = "nvidia-smi", 0.5
    covers = "boards of all NVIDIA GPUs"

    def __init__(self, root: Path = Path("/")) -> None:
        self._program = root / PROGRAM
        self._integral = PowerIntegral()
        if not self._program.is_file():
            raise LimphomeError("no nvidia-smi", str(self._program), "an NVIDIA GPU with its driver")
        self.watts()

    def watts(self) -> Dict[str, float]:
        """Power of each GPU now [W]."""
        try:
            done = subprocess.run([str(self._program), *QUERY], capture_output=True, text=True, timeout=10, check=True)
            rows = [line.split(",") for line in done.stdout.splitlines() if line.strip()]
            return {f"gpu{index.strip()}": float(power) for index, power in rows}
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise LimphomeError(f"gives no power: {error}", str(self._program), "a GPU that measures power.draw") from error

    def update(self, now_s: float) -> Energy:
        """Energy since the first call."""
        joules = self._integral.add(now_s, self.watts())
        return Energy(sum(joules.values()), joules)
