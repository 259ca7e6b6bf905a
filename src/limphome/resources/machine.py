"""What computed a result: CPU, versions, commit."""

import platform
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Dict, FrozenSet, Optional

from limphome.resources.share import share_dir

_CPUINFO = Path("/proc/cpuinfo")
PACKAGES = ("limphome", "numpy", "opencv-python-headless", "onnxruntime", "mujoco")
"""Packages whose version can change a figure."""


def cpu_model(cpuinfo: Path = _CPUINFO) -> str:
    """Name of the CPU with its family and model numbers, which tell two chips of one name apart."""
    fields = _first_cpu(cpuinfo)
    name = fields.get("model name") or fields.get("Model") or platform.processor() or platform.machine()
    numbers = [fields[key] for key in ("cpu family", "model") if key in fields]
    return f"{name} ({'/'.join(numbers)})" if numbers else name


def cpu_flags(cpuinfo: Path = _CPUINFO) -> FrozenSet[str]:
    """Instruction sets, as the kernel names them (``avx512_vnni``, ``asimddp``)."""
    fields = _first_cpu(cpuinfo)
    return frozenset((fields.get("flags") or fields.get("Features") or "").split())


def package_version(name: str) -> Optional[str]:
    """Version of an installed package, or None."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def versions() -> Dict[str, str]:
    """Versions of Python and of every package in ``PACKAGES`` that is installed."""
    found = {name: package_version(name) for name in PACKAGES}
    return {"python": platform.python_version(), **{name: version for name, version in found.items() if version}}


def commit() -> Optional[str]:
    """Commit of the source tree that runs, with ``+`` when it was changed; None in an install."""
    root = share_dir()
    if not (root / ".git").exists():
        return None
    head = _git(root, "rev-parse", "--short=12", "HEAD")
    return head and head + ("+" if _git(root, "status", "--porcelain", "--untracked-files=no") else "")


def _first_cpu(cpuinfo: Path) -> Dict[str, str]:
    if not cpuinfo.is_file():
        return {}
    lines = cpuinfo.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    pairs = (line.partition(":") for line in lines)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _git(root: Path, *arguments: str) -> Optional[str]:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):  # no git, or not our tree: then the commit is not known
        return None
    return done.stdout.strip()
