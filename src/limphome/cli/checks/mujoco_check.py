"""The simulator's engine."""

from typing import Optional

from limphome.cli.checks.finding import Finding
from limphome.resources.extra import extra
from limphome.resources.machine import package_version


def check(version: Optional[str] = package_version("mujoco")) -> Finding:
    """Pictures, and so the trained network, depend on the version: 3.12 or later."""
    if version is None:
        return Finding("mujoco", "missing", "not installed: no simulator, no demo", extra("sim"))
    major, minor = (int(part) for part in version.split(".")[:2])
    if not (3, 12) <= (major, minor) < (4, 0):
        return Finding("mujoco", "limited", f"{version}: pictures differ from the trained ones", "pip install 'mujoco>=3.12,<4'")
    return Finding("mujoco", "ok", version)
