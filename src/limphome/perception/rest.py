"""How long a network that gave no answer in time is left alone."""

import math

LONGEST_S = 8.0


class Rest:
    """After a time-out the network rests as long as it was waited for, then twice as long each time, 8 s at most.

    It is always tried again, so it heals by itself; one that never answers takes little of the computer that the guards
    need too.

    Args:
        first_s: the first rest [s].
    """

    def __init__(self, first_s: float) -> None:
        self._first_s = first_s
        self._rest_s, self._until_s = 0.0, -math.inf

    def begin(self, now_s: float) -> None:
        """Another time-out."""
        self._rest_s = min(2 * self._rest_s or self._first_s, LONGEST_S)
        self._until_s = now_s + self._rest_s

    def end(self) -> None:
        """It answered, or is to be tried at once."""
        self._rest_s, self._until_s = 0.0, -math.inf

    def lasts(self, now_s: float) -> bool:
        """Whether it is still to be left alone."""
        return now_s < self._until_s
