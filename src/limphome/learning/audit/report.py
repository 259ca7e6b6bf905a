"""What an audit says, for people, for scripts and for robots."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Dict, List, Tuple

from limphome.core import LimphomeError
from limphome.learning.audit.audit_check import SECTIONS
from limphome.learning.audit.outcome import FAILED, PASSED, SKIPPED
from limphome.perception.audit_record import NAME, PARTIAL, SCHEMA_VERSION
from limphome.perception.essential_checks import not_passed


@dataclass(frozen=True)
class Row:
    """Verdict of one check."""

    name: str
    section: str
    claim: str
    status: str
    evidence: str


@dataclass(frozen=True)
class AuditReport:
    """All verdicts on one manifest.

    Attributes:
        model, manifest_sha256: what was judged. date: when, ISO. quick: slow checks were left out; never a pass for a robot.
        essential: names of the checks without which nobody vouches for this network.
    """

    model: str
    manifest_sha256: str
    date: str
    quick: bool
    rows: Tuple[Row, ...]
    essential: Tuple[str, ...]

    def count(self, status: str, section: str = "") -> int:
        """How many checks ended so, in one section or in all."""
        return sum(row.status == status and section in ("", row.section) for row in self.rows)

    @property
    def section_scores(self) -> Dict[str, int]:
        """Checks passed in each section; a skipped one scores nothing."""
        return {section: self.count(PASSED, section) for section in SECTIONS}

    @property
    def score(self) -> int:
        """The lowest section's, as Breck et al. have it: a chain is as strong as its weakest link."""
        return min(self.section_scores.values())

    @property
    def failed(self) -> List[str]:
        """Names of the checks that failed."""
        return [row.name for row in self.rows if row.status == FAILED]

    @property
    def skipped(self) -> List[str]:
        """Names of the checks that were not done: they could not run here, or the audit was quick."""
        return [row.name for row in self.rows if row.status == SKIPPED]

    @property
    def missing(self) -> List[str]:
        """Names of the essential checks that did not run."""
        names = not_passed(self.essential, {row.name: row.status for row in self.rows})
        return [name for name in names if name not in self.failed]

    @property
    def passed(self) -> bool:
        """True when no check failed, and each essential one ran."""
        return not self.failed and not self.missing

    @property
    def verdict(self) -> str:
        """In a few words: ``passed``, ``partial``, ``failed``, or that nothing failed in a quick audit."""
        if not self.passed:
            return FAILED if self.failed else PARTIAL
        done = self.count(PASSED)
        return f"nothing failed in a quick audit, {done} of {len(self.rows)} checks" if self.quick else PASSED

    def as_dict(self) -> Dict[str, Any]:
        """Plain values, for JSON; also what a robot reads."""
        return {
            "schema_version": SCHEMA_VERSION,
            "model": self.model,
            "manifest_sha256": self.manifest_sha256,
            "date": self.date,
            "quick": self.quick,
            "verdict": self.verdict,
            "passed": self.passed,
            "failed": self.failed,
            "missing": self.missing,
            "not_run": self.skipped,
            "score": self.score,
            "section_scores": self.section_scores,
            "counts": {status: self.count(status) for status in (PASSED, FAILED, SKIPPED)},
            "checks": [asdict(row) for row in self.rows],
        }

    def markdown(self) -> str:
        """A page for people."""
        counts = ", ".join(f"{self.count(status)} {status}" for status in (PASSED, FAILED, SKIPPED))
        missing = f" Without these nobody vouches for it: {', '.join(self.missing)}." if self.missing else ""
        head = [
            f"# Audit of {self.model}",
            "",
            f"{self.date}: **{self.verdict}**. {counts}. Score {self.score}: the lowest of "
            + ", ".join(f"{name} {value}" for name, value in self.section_scores.items())
            + ".",
            f"Manifest `{self.manifest_sha256}`. A skipped check scores nothing. Not run: {', '.join(self.skipped) or 'none'}."
            + missing,
            "",
        ]
        table = ["| check | part | claim | status | evidence |", "| --- | --- | --- | --- | --- |"]
        rows = [
            f"| {row.name} | {row.section} | {row.claim} | {row.status} | {row.evidence.replace('|', '/')} |" for row in self.rows
        ]
        return "\n".join(head + table + rows) + "\n"

    def write(self, folder: Path) -> Path:
        """Leave ``audit.json``, which a robot asks before it loads the network, and ``audit.md`` in the model folder.

        Raises:
            LimphomeError: the folder cannot be written to.
        """
        path = folder / NAME
        try:
            (folder / "audit.md").write_text(self.markdown())
            path.write_text(json.dumps(self.as_dict(), indent=1) + "\n")
        except OSError as error:
            raise LimphomeError(
                f"cannot be written: {error.strerror}", str(folder), "a folder that you may write to, or --no-write"
            ) from error
        return path
