"""TensorRT, for machines with an NVIDIA GPU."""

from importlib.util import find_spec

from limphome.cli.checks.finding import Finding
from limphome.resources.machine import package_version


def check(module: str = "tensorrt") -> Finding:
    """An option: nothing needs it."""
    if find_spec(module) is None:
        found = "not installed: the network runs on the CPU"
        return Finding("tensorrt", "absent", found, "on a GPU: pip install tensorrt (a Jetson has it)")
    return Finding("tensorrt", "ok", package_version(module) or "version unknown")
