"""What this CPU can multiply, which decides which quantized file is right on it."""

import platform
from pathlib import Path
from typing import FrozenSet

VNNI = frozenset({"avx512_vnni", "avx_vnni"})


def cpu_flags(cpuinfo: Path = Path("/proc/cpuinfo")) -> FrozenSet[str]:
    """Feature flags of the first CPU; empty where the system does not tell."""
    try:
        text = cpuinfo.read_text()
    except OSError:
        return frozenset()
    for line in text.splitlines():
        if line.lower().startswith(("flags", "features")):
            return frozenset(line.split(":", 1)[1].split())
    return frozenset()


def saturates(flags: FrozenSet[str], machine: str = platform.machine()) -> bool:
    """True where products of unsigned and signed bytes are summed in 16 bits: x86 without VNNI."""
    return machine in ("x86_64", "AMD64", "i686") and not flags & VNNI
