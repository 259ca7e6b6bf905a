"""What an audit left in a model folder: may a robot load this network?"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Mapping, Sequence, Tuple

from limphome.core import LimphomeError
from limphome.perception.essential_checks import PASSED, essential_checks, not_passed
from limphome.perception.manifest import NAME as MANIFEST
from limphome.perception.manifest import Manifest, digest

NAME = "audit.json"
SCHEMA_VERSION = 1
NONE, PARTIAL, QUICK, FAILED, OTHER = "none", "partial", "quick", "failed", "of another manifest"
KEYS = {"manifest_sha256": str, "passed": bool, "failed": list, "quick": bool, "checks": list}


@dataclass(frozen=True)
class AuditRecord:
    """The verdict on one manifest.

    Attributes:
        state: ``none`` (never audited), ``passed``, ``quick`` (nothing failed, but the slow checks were left out), ``partial``
            (nothing failed, but an essential check did not run), ``failed`` or ``of another manifest``.
        failed: names of the checks that failed.
        ran, checks: so many of so many checks were done; the others were skipped.
        missing: names of the essential checks that did not run.
    """

    state: str
    failed: Tuple[str, ...] = ()
    ran: int = 0
    checks: int = 0
    missing: Tuple[str, ...] = ()

    @property
    def forbids(self) -> bool:
        """True when a robot must not load the network unless it is forced to."""
        return self.state in (FAILED, OTHER)

    @property
    def vouches(self) -> bool:
        """True when nothing is left to warn of: the audit was whole, and each essential check was run and passed."""
        return self.state == PASSED

    def __str__(self) -> str:
        if self.state in (PASSED, QUICK, PARTIAL):
            names = f"; not run: {', '.join(self.missing)}" if self.missing else ""
            return f"{self.state}, {self.ran} of {self.checks} checks{names}"
        return self.state + (f": {', '.join(self.failed)}" if self.failed else "")


def read_audit(folder: Path) -> AuditRecord:
    """The verdict in a model folder; LimphomeError for a file that is none."""
    path = folder / NAME
    if not path.is_file():
        return AuditRecord(NONE)
    data = _read(path)
    if data["manifest_sha256"] != manifest_digest(folder):
        return AuditRecord(OTHER)
    statuses = {str(row["name"]): str(row["status"]) for row in data["checks"]}
    missing = not_passed(essential_checks(Manifest.load(folder)), statuses)
    failed = tuple(str(name) for name in data["failed"])
    ran = sum(status in (PASSED, FAILED) for status in statuses.values())
    return AuditRecord(_state(data, missing), failed, ran, len(statuses), missing)


def manifest_digest(folder: Path) -> str:
    """What an audit names as the thing that it judged; the manifest holds the digests of all else."""
    try:
        return digest((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(folder / MANIFEST), "a model folder") from error


def require_audit(folder: Path, forced: bool) -> AuditRecord:
    """The verdict in a model folder.

    Args:
        forced: take the network whatever the verdict.

    Raises:
        LimphomeError: it failed its audit, or the audit judged another manifest.
    """
    record = read_audit(folder)
    if record.forbids and not forced:
        raise LimphomeError(
            f"audit {record}", str(folder / NAME), "a network that passes limphome model audit, or force_unaudited"
        )
    return record


def _state(data: Mapping[str, Any], missing: Sequence[str]) -> str:
    if data["failed"]:
        return FAILED
    if missing or not data["passed"]:
        return PARTIAL
    return QUICK if data["quick"] else PASSED


def _read(path: Path) -> Dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LimphomeError(f"cannot be read: {error}", str(path), "written by limphome model audit") from error
    if not isinstance(data, dict) or data.get("schema_version") != SCHEMA_VERSION:
        raise LimphomeError("is no audit", str(path), f"schema_version {SCHEMA_VERSION}, written by limphome model audit")
    whole = all(isinstance(data.get(key), kind) for key, kind in KEYS.items())
    if not whole or not all(isinstance(row, dict) and {"name", "status"} <= set(row) for row in data["checks"]):
        raise LimphomeError("is no audit", str(path), f"{', '.join(KEYS)}, with name and status of each of the checks")
    return data
