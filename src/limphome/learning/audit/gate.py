"""Runs the checks."""

from typing import Callable, Sequence

from limphome.core import LimphomeError
from limphome.learning.audit.audit_check import AuditCheck
from limphome.learning.audit.outcome import SKIPPED, CannotRun, Outcome, judged
from limphome.learning.audit.report import AuditReport, Row
from limphome.learning.audit.subject import Subject
from limphome.learning.audit.table import CHECKS
from limphome.perception.audit_record import manifest_digest
from limphome.perception.essential_checks import essential_checks
from limphome.resources.extra import extra

Tell = Callable[[str], None]


def audit(subject: Subject, quick: bool, tell: Tell, checks: Sequence[AuditCheck] = CHECKS) -> AuditReport:
    """Judge a model folder; nothing in it is changed.

    Args:
        quick: leave out the slow checks.
        tell: called with a line for each check.

    Raises:
        LimphomeError: it is no model folder at all.
    """
    manifest, rows = subject.manifest, []
    for check in checks:
        outcome = run_check(check, subject, quick)
        rows.append(Row(check.name, check.section, check.claim, outcome.status, outcome.evidence))
        tell(f"{outcome.status:8}{check.name:25}{outcome.evidence}")
    judged_sha256, today = manifest_digest(subject.asked.folder), subject.asked.today.isoformat()
    return AuditReport(manifest.name, judged_sha256, today, quick, tuple(rows), essential_checks(manifest))


def run_check(check: AuditCheck, subject: Subject, quick: bool) -> Outcome:
    """Outcome of one check: an error is a failure, a missing package or file that the check names is a reason to skip."""
    if quick and check.slow:
        return Outcome(SKIPPED, "left out of a quick audit")
    try:
        return check.run(subject)
    except CannotRun as reason:
        return Outcome(SKIPPED, str(reason))
    except ImportError as error:
        return Outcome(SKIPPED, f"{error.name} is missing: {extra('learn')}")
    except LimphomeError as error:
        return judged(False, str(error))
