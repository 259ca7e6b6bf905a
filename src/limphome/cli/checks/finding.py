"""What one check found."""

from dataclasses import dataclass
from typing import Dict

STATES = ("ok", "limited", "missing", "absent")


@dataclass(frozen=True)
class Finding:
    """One line of the doctor.

    Attributes:
        name: what was looked at.
        state: ``ok``; ``limited`` (works, with a loss that ``found`` names); ``missing`` (something of limphome will
            not run); ``absent`` (an option of the machine that nothing needs).
        found: what is there, in one clause.
        mend: the command or step that mends it; empty when there is nothing to mend.
    """

    name: str
    state: str
    found: str
    mend: str = ""

    def as_dict(self) -> Dict[str, str]:
        """The form that ``--json`` prints."""
        return {"name": self.name, "state": self.state, "found": self.found, "mend": self.mend}
