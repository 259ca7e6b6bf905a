"""Where the names of short bands stand, so that none lies on another."""

from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

LEVELS = 2
"""Lines under a lane for names that find no room in it."""
Span = Tuple[float, float]


@dataclass(frozen=True)
class Label:
    """Left and right end of a text, on the axis of the bands.

    Attributes:
        level: 0 in the lane, 1 and 2 on a line under it.
        inside: the text stands on its band.
    """

    left: float
    right: float
    level: int
    inside: bool = False


def place(bands: Sequence[Span], widths: Sequence[float], length: float) -> List[Optional[Label]]:
    """A place for the name of each band: on it, behind it, or under the lane; None where all are taken.

    Args:
        bands: (start, end), by time, none over another.
        widths: of the names, in the unit of the bands.
        length: of the axis; no name ends beyond it.
    """
    placed: List[Optional[Label]] = []
    for (start, end), width in zip(bands, widths):
        taken = [label for label in placed if label]
        options = [_inside(start, end, width), *_outside(start, end, width, length)]
        free = (one for one in options if one and _is_free(one, bands, taken, length))
        placed.append(next(free, None))
    return placed


def _inside(start: float, end: float, width: float) -> Optional[Label]:
    middle = (start + end) / 2
    return Label(middle - width / 2, middle + width / 2, 0, inside=True) if width <= end - start else None


def _outside(start: float, end: float, width: float, length: float) -> List[Label]:
    under = max(0.0, min(start, length - width))
    return [Label(end, end + width, 0), *(Label(under, under + width, level) for level in range(1, LEVELS + 1))]


def _is_free(label: Label, bands: Sequence[Span], taken: Sequence[Label], length: float) -> bool:
    if label.inside:
        return True
    if label.right > length or (label.level == 0 and any(_meet((label.left, label.right), band) for band in bands)):
        return False
    return not any(one.level == label.level and _meet((label.left, label.right), (one.left, one.right)) for one in taken)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
