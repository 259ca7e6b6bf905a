"""Old data under new stamps, also where new ones come in between."""

_FRESH = 2


class Repeats:
    """Trips after ``most`` repeated messages among which never two new ones followed each other.

    So a source that slowed down, behind a driver that goes on at its old rate, is told, and single repeats are not.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._repeats, self._fresh = 0, _FRESH

    def observe(self, repeated: bool) -> None:
        """Take whether the next message is that before it."""
        self._fresh = 0 if repeated else self._fresh + 1
        self._repeats = 0 if self._fresh >= _FRESH else self._repeats + repeated

    @property
    def tripped(self) -> bool:
        """Whether it is more than may be."""
        return self._repeats >= self._most
