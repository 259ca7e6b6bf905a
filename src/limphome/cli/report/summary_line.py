"""One line of a summary."""

from dataclasses import dataclass
from typing import Any, Dict


@dataclass(frozen=True)
class SummaryLine:
    """What was asked, what happened, and whether that is as asked."""

    asked: str
    happened: str
    passed: bool

    def as_dict(self) -> Dict[str, Any]:
        """The form that ``--json`` prints."""
        return {"asked": self.asked, "happened": self.happened, "passed": self.passed}
