"""The graphics processor."""

import subprocess
from pathlib import Path

from limphome.cli.checks.finding import Finding


def check(devices: Path = Path("/dev"), tegra: Path = Path("/etc/nv_tegra_release")) -> Finding:
    """An option: nothing needs it."""
    if tegra.is_file():
        return Finding("gpu", "ok", f"Jetson: {tegra.read_text(encoding='utf-8').splitlines()[0].lstrip('# ')}")
    if not list(devices.glob("nvidia[0-9]*")):
        return Finding("gpu", "absent", "no NVIDIA GPU: the CPU renders and runs the network")
    try:
        done = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("gpu", "limited", f"nvidia-smi does not answer: {error}", "install the NVIDIA driver")
    return Finding("gpu", "ok", done.stdout.strip().splitlines()[0])
