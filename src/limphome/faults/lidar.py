"""Corruptions of lidar scans."""

from dataclasses import replace

import numpy as np

from limphome.core import Scan
from limphome.faults.message_fault import MessageFault


class Dropout(MessageFault):
    """Beams that give no return (+inf, REP-117), other ones in every scan: to a naive reader the way is free."""

    def __init__(self, share: float, rng: np.random.Generator) -> None:
        self._share, self._rng = share, rng

    def corrupt(self, message: Scan, age_s: float) -> Scan:
        """The scan with its share of beams lost."""
        lost = self._rng.random(len(message.ranges_m)) < self._share
        if not lost.any():
            return message
        return replace(message, ranges_m=np.where(lost, np.float32(np.inf), message.ranges_m).astype(np.float32))
