"""Rows of telemetry that were stamped by one clock."""

from typing import List, Sequence, Tuple

from limphome.core import Health, LimphomeError

LONGEST_GAP_TICKS = 100  # a row farther than this from the one before is of another clock
_STRAY_TICKS = 10  # who stamps another time for no longer than this has just started
_Row = Tuple[int, Health]


def on_one_clock(rows: Sequence[_Row], tick_s: float, where: str) -> List[_Row]:
    """(tick, row) of all rows but the few that are far from the others.

    Args:
        rows: in the order in which they were heard. tick_s: width of a tick [s].
        where: what an error names.

    Raises:
        LimphomeError: the clock jumped for good.
    """
    stretches = sorted(_stretches(rows), key=len, reverse=True)
    for other in stretches[1:]:
        if len({tick for tick, _ in other}) > _STRAY_TICKS:
            raise LimphomeError(
                f"its clock jumps: stamps {_span(stretches[0], tick_s)}, and {_span(other, tick_s)}",
                where,
                f"stamps of one clock, no more than {LONGEST_GAP_TICKS * tick_s:g} s apart",
            )
    return stretches[0] if stretches else []


def _stretches(rows: Sequence[_Row]) -> List[List[_Row]]:
    """Rows that follow each other on one clock; each row continues the youngest stretch that it is near the end of."""
    stretches: List[List[_Row]] = []
    for tick, row in rows:
        near = next((one for one in reversed(stretches) if abs(tick - one[-1][0]) <= LONGEST_GAP_TICKS), None)
        if near is None:
            stretches.append([(tick, row)])
        else:
            near.append((tick, row))
    return stretches


def _span(stretch: Sequence[_Row], tick_s: float) -> str:
    ticks = [tick for tick, _ in stretch]
    return f"from {min(ticks) * tick_s:.1f} to {max(ticks) * tick_s:.1f} s"
