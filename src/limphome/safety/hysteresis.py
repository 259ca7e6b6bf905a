"""A threshold that does not chatter."""


class Hysteresis:
    """Trips after ``count`` values in a row beyond ``enter``, lets go after ``count`` values within ``leave``.

    Args:
        enter: value beyond which it trips.
        leave: value up to which it lets go.
        count: values in a row that it takes either way.
        low: low values are the bad ones; else high ones are. NaN is always bad.
    """

    def __init__(self, enter: float, leave: float, count: int = 3, low: bool = False) -> None:
        self._sign = -1.0 if low else 1.0
        self._enter, self._leave, self._count = enter * self._sign, leave * self._sign, count
        self._run = 0
        self.tripped = False
        self.trouble = 0.0
        """The last value beyond ``enter``: while it lets go, the newest one would read as if all were well."""

    def update(self, value: float) -> bool:
        """Take one value; True while tripped."""
        given, value = value, value * self._sign
        if not value <= self._enter:
            self.trouble = given
        against = value <= self._leave if self.tripped else not value <= self._enter
        self._run = self._run + 1 if against else 0
        if self._run >= self._count:
            self.tripped, self._run = not self.tripped, 0
        return self.tripped

    def told(self, form: str) -> str:
        """The trouble as ``form`` prints it (``.1f``, ``.0%``), with more digits where it would print like the limit."""
        limit = self._enter * self._sign
        forms = (f".{digits}{form[-1]}" for digits in range(int(form[1:-1]), 7))
        return next((format(self.trouble, one) for one in forms if format(self.trouble, one) != format(limit, one)), str(limit))
