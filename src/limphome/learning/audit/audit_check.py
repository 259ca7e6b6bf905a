"""One row of the table of checks."""

from dataclasses import dataclass
from typing import Callable

from limphome.learning.audit.outcome import Outcome
from limphome.learning.audit.subject import Subject

DATA, MODEL, INFRASTRUCTURE, MONITORING = "data", "model", "infrastructure", "monitoring"
SECTIONS = (DATA, MODEL, INFRASTRUCTURE, MONITORING)


@dataclass(frozen=True)
class AuditCheck:
    """What is checked, and how.

    Attributes:
        name: for the report. section: one of ``SECTIONS``, after Breck et al.
        claim: what holds when it passes.
        run: does it.
        slow: left out of a quick audit.
    """

    name: str
    section: str
    claim: str
    run: Callable[[Subject], Outcome]
    slow: bool = False
