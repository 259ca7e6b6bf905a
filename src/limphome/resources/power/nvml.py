"""NVML: energy counters of NVIDIA's GPUs, through NVIDIA's Python binding ``nvidia-ml-py``.

``nvmlDeviceGetTotalEnergyConsumption`` gives millijoules since the driver was loaded, on Volta and later:
https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceQueries.html
"""

import importlib
from typing import Any, Dict

from limphome.core import LimphomeError
from limphome.resources.power.energy import Energy

MEND = "an NVIDIA GPU with its driver, and pip install nvidia-ml-py"


class NvmlMeter:
    """Counters of all GPUs.

    Args:
        module: the binding; without it ``pynvml`` is imported.

    Raises:
        LimphomeError: no binding, no driver, or a GPU older than Volta.
    """

    name, period_s = "nvml", 1.0
    covers = "boards of all NVIDIA GPUs"

    def __init__(self, module: Any = None) -> None:
        self._module = module or _binding()
        try:
            self._module.nvmlInit()
            count = self._module.nvmlDeviceGetCount()
            handles = [self._module.nvmlDeviceGetHandleByIndex(index) for index in range(count)]
            self._gpus: Dict[str, Any] = {f"gpu{index}": handle for index, handle in enumerate(handles)}
            self._first = self._joules()
        except self._module.NVMLError as error:
            raise LimphomeError(f"NVML: {error}", "energy meter nvml", MEND) from error

    def update(self, now_s: float) -> Energy:
        """Energy since the meter was made."""
        joules = {name: value - self._first[name] for name, value in self._joules().items()}
        return Energy(sum(joules.values()), joules)

    def _joules(self) -> Dict[str, float]:
        return {name: self._module.nvmlDeviceGetTotalEnergyConsumption(gpu) * 1e-3 for name, gpu in self._gpus.items()}


def _binding() -> Any:
    try:
        return importlib.import_module("pynvml")
    except ImportError as error:
        raise LimphomeError("no package pynvml", "energy meter nvml", MEND) from error
