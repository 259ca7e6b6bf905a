"""What one check of an audit found."""

from dataclasses import dataclass

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


class CannotRun(Exception):
    """This machine, or this model folder, lacks what a check needs; the text says what."""


@dataclass(frozen=True)
class Outcome:
    """Verdict of a check.

    Attributes:
        status: ``passed``, ``failed`` or ``skipped``.
        evidence: what was done and seen, with numbers; or why nothing was done.
    """

    status: str
    evidence: str


def judged(good: bool, evidence: str, mend: str = "") -> Outcome:
    """Passed, or failed with what usually mends it."""
    return Outcome(PASSED, evidence) if good else Outcome(FAILED, f"{evidence}; the mend: {mend}" if mend else evidence)
