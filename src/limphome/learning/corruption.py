"""Camera faults in training pictures: what a network has learned from does not surprise it any more."""

from typing import List, Sequence

import numpy as np

from limphome.core import Frame, LimphomeError
from limphome.faults.fault_kind import FaultKind
from limphome.faults.table import fault_table

SEVERITIES = (1, 2, 3, 4, 5)
PERIOD_S = 2.0  # of the faults that come and go


class Corruption:
    """Hands pictures to faults of the table, of random kind and severity.

    Args:
        names: kinds to draw from.

    Raises:
        LimphomeError: a kind does nothing to a single picture, or leaves nothing of it.
    """

    def __init__(self, names: Sequence[str]) -> None:
        fit = picture_faults()
        for name in names:
            if name not in [kind.name for kind in fit]:
                raise LimphomeError(f"'{name}'", "corruptions", ", ".join(kind.name for kind in fit))
        self._kinds = [kind for kind in fit if kind.name in names]

    def apply(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """A picture as one of the faults leaves it, uint8, shape (height, width, 3)."""
        kind = self._kinds[int(rng.integers(len(self._kinds)))]
        return corrupt(kind, int(rng.choice(SEVERITIES)), image, rng)


def picture_faults() -> List[FaultKind]:
    """Every fault of the table that changes a single picture and leaves something to see in it."""
    grey = np.tile(np.linspace(60, 200, 64, dtype=np.uint8)[:, None, None], (1, 64, 3))
    cameras = [kind for kind in fault_table().values() if kind.layer == "camera" and kind.make is not None]
    changed = [(kind, corrupt(kind, SEVERITIES[-1], grey, np.random.default_rng(0))) for kind in cameras]
    return [kind for kind, image in changed if (image != grey).any() and image.max() > image.min()]


def corrupt(kind: FaultKind, severity: int, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One picture as a fault of one severity leaves it; unchanged where the fault loses or delays it."""
    assert kind.make is not None
    age_s = rng.uniform(0, PERIOD_S)
    frame = kind.make(kind.value(severity), rng).corrupt(Frame(age_s, image), age_s)
    return image if frame is None else frame.image
