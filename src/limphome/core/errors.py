"""The one error that limphome raises for what a user can mend."""

from typing import Dict


class LimphomeError(Exception):
    """Something given to us is wrong: says what, where, and what is allowed.

    Args:
        what: what is wrong, in one clause, with the offending value.
        where: file (and line), topic, parameter or option that holds it.
        allowed: what would be accepted, or the command that mends it.
    """

    def __init__(self, what: str, where: str = "", allowed: str = "") -> None:
        super().__init__(what, where, allowed)
        self.what = what
        self.where = where
        self.allowed = allowed

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} (allowed: {self.allowed})" if self.allowed else text

    def at(self, where: str) -> "LimphomeError":
        """The same error, of its own class, at another place."""
        return type(self)(self.what, where, self.allowed)

    def as_dict(self) -> Dict[str, str]:
        """The form that ``--json`` prints under the key ``error``."""
        return {"what": self.what, "where": self.where, "allowed": self.allowed}
