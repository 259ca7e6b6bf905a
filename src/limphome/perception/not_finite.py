"""Answers that are no numbers: who cannot see has not seen that nothing is there."""

import math

import numpy as np

from limphome.core import LimphomeError


class NotFiniteError(LimphomeError):
    """A network answered, but not with numbers."""


def require_finite(*outputs: np.ndarray) -> None:
    """Refuse outputs of our own networks, floats, that hold NaN, an infinity or numbers whose squares are none.

    Raises:
        NotFiniteError: one does.
    """
    if not are_finite(*outputs):
        raise not_finite()


def are_finite(*outputs: np.ndarray) -> bool:
    """Whether :func:`require_finite` takes them."""
    return all(math.isfinite(np.vdot(output, output)) for output in outputs)  # half the time of np.isfinite(output).all()


def has_nan(output: np.ndarray) -> bool:
    """Whether an output holds a NaN. Infinities are what some networks of others say of boxes that are none."""
    return output.dtype.kind == "f" and output.size > 0 and bool(np.isnan(output.max()))


def not_finite() -> NotFiniteError:
    """The error, for ``where`` to be filled in."""
    return NotFiniteError("outputs that are not finite", "model", "finite scores and boxes")
