"""What an audit left in a model folder: may a robot load this network?"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Mapping, Tuple

from limphome.core import LimphomeError
from limphome.perception.manifest import NAME as MANIFEST
from limphome.perception.manifest import digest

NAME = "audit.json"
SCHEMA_VERSION = 1
NONE, PASSED, QUICK, FAILED, OTHER = "none", "passed", "quick", "failed", "of another manifest"
KEYS = {"manifest_sha256": str, "passed": bool, "failed": list, "quick": bool, "counts": dict}
COUNTED = ("passed", "failed", "skipped")


@dataclass(frozen=True)
class AuditRecord:
    """The verdict on one manifest.

    Attributes:
        state: ``none`` (never audited), ``passed``, ``quick`` (nothing failed, but the slow checks were left out), ``failed`` or
            ``of another manifest``.
        failed: names of the checks that failed.
        ran, checks: so many of so many checks were done; the others were skipped.
    """

    state: str
    failed: Tuple[str, ...] = ()
    ran: int = 0
    checks: int = 0

    @property
    def forbids(self) -> bool:
        """True when a robot must not load the network unless it is forced to."""
        return self.state in (FAILED, OTHER)

    @property
    def vouches(self) -> bool:
        """True when nothing is left to warn of: the whole audit was passed."""
        return self.state == PASSED

    def __str__(self) -> str:
        if self.state in (PASSED, QUICK):
            return f"{self.state}, {self.ran} of {self.checks} checks"
        return self.state + (f": {', '.join(self.failed)}" if self.failed else "")


def read_audit(folder: Path) -> AuditRecord:
    """The verdict in a model folder; LimphomeError for a file that is none."""
    path = folder / NAME
    if not path.is_file():
        return AuditRecord(NONE)
    data = _read(path)
    if data["manifest_sha256"] != manifest_digest(folder):
        return AuditRecord(OTHER)
    failed, counts = tuple(str(name) for name in data["failed"]), data["counts"]
    ran = counts["passed"] + counts["failed"]
    return AuditRecord(_state(data), failed, ran, ran + counts["skipped"])


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


def _state(data: Mapping[str, Any]) -> str:
    if data["failed"] or not data["passed"]:
        return FAILED
    return QUICK if data["quick"] else PASSED


def _read(path: Path) -> Dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LimphomeError(f"cannot be read: {error}", str(path), "written by limphome model audit") from error
    if not isinstance(data, dict) or data.get("schema_version") != SCHEMA_VERSION:
        raise LimphomeError("is no audit", str(path), f"schema_version {SCHEMA_VERSION}, written by limphome model audit")
    whole = all(isinstance(data.get(key), kind) for key, kind in KEYS.items())
    if not whole or not all(isinstance(data["counts"].get(status), int) for status in COUNTED):
        raise LimphomeError("is no audit", str(path), f"{', '.join(KEYS)}, with numbers of checks {', '.join(COUNTED)} in counts")
    return data
