"""Whether convolutions are computed in bfloat16 while training."""

from functools import lru_cache
from typing import FrozenSet, Optional

import torch

from limphome.learning.device import CPU
from limphome.resources.machine import cpu_flags

MULTIPLIERS = frozenset({"avx512_bf16", "amx_bf16", "bf16"})  # x86, x86, Arm; as the kernel names them


@lru_cache
def multiplies_bfloat16(flags: Optional[FrozenSet[str]] = None) -> bool:
    """Whether a CPU has instructions for it; without them torch imitates bfloat16, slower than it computes float32.

    Args:
        flags: instruction sets of the CPU; those of this one if not given.
    """
    return bool(MULTIPLIERS & (cpu_flags() if flags is None else flags))


def autocast(wanted: bool, device: torch.device) -> torch.autocast:
    """A context with convolutions in bfloat16 where that is wanted and the device multiplies it, else in float32."""
    able = multiplies_bfloat16() if device.type == CPU else torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.autocast(device.type, torch.bfloat16, enabled=wanted and able)
