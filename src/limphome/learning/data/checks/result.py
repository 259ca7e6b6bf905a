"""What one check says."""

from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Sequence, Tuple

from limphome.learning.data.finding import Finding

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(frozen=True)
class CheckResult:
    """Outcome of one check.

    Attributes:
        name: of the check.
        status: ``passed``, ``failed`` or ``skipped``.
        summary: one line: what was compared with what, or why it was skipped.
        findings: what is wrong, each with its file; a check with a finding has failed.
        figures: numbers behind it.
    """

    name: str
    status: str
    summary: str
    findings: Tuple[Finding, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> Dict[str, Any]:
        """Plain values, for JSON."""
        findings = [finding.as_dict() for finding in self.findings]
        return {"status": self.status, "summary": self.summary, "findings": findings, "figures": dict(self.figures)}


def judged(name: str, summary: str, findings: Sequence[Finding], figures: Mapping[str, Any] = {}) -> CheckResult:
    """Failed when there is a finding, else passed."""
    return CheckResult(name, FAILED if findings else PASSED, summary, tuple(findings), figures)


def skipped(name: str, why: str, figures: Mapping[str, Any] = {}) -> CheckResult:
    """Not run, and why."""
    return CheckResult(name, SKIPPED, why, (), figures)
