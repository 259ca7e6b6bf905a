"""When the reasons of a mode are worth another line."""

import re
from typing import Tuple

_SETTLED_S = 0.5
_NUMBER = re.compile(r"\d+(\.\d+)?")


class SettledReasons:
    """Tells when the reasons of a mode are others than those told last, once they have stayed the same for half a second.

    Numbers in them do not count: an age grows with every message.
    """

    def __init__(self) -> None:
        self._told: Tuple[str, ...] = ()
        self._last: Tuple[str, ...] = ()
        self._since_s = 0.0

    def told(self, reasons: Tuple[str, ...]) -> None:
        """These were told just now."""
        self._told = self._last = _shapes(reasons)
        self._since_s = 0.0

    def have_changed(self, reasons: Tuple[str, ...], now_s: float) -> bool:
        """True, once, when other reasons have settled; call it with every state that is heard."""
        shapes = _shapes(reasons)
        if shapes != self._last:
            self._last, self._since_s = shapes, now_s
        settled = shapes != self._told and now_s - self._since_s >= _SETTLED_S
        if settled:
            self._told = shapes
        return settled


def _shapes(reasons: Tuple[str, ...]) -> Tuple[str, ...]:
    return tuple(sorted(_NUMBER.sub("#", reason) for reason in reasons))
