"""The telemetry of one run, and beside it what was injected. Only fitting and evaluation see the latter."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Optional, Tuple

from limphome.core import LimphomeError
from limphome.diagnosis.naming import Label
from limphome.diagnosis.telemetry import Telemetry

MEND = "what 'limphome diagnose fit' or 'evaluate' recorded"


@dataclass(frozen=True)
class RecordedFault:
    """One injected fault.

    Attributes:
        fault, component: ``layer.kind`` and where it sits. severity: 1 to 5.
        shown_s: first moment at which it changed anything; None if it never did. end_s: when it healed.
    """

    fault: str
    component: str
    severity: int
    shown_s: Optional[float]
    end_s: float

    @property
    def label(self) -> Label:
        """The answer that is right."""
        return self.fault, self.component


@dataclass(frozen=True, eq=False)
class RecordedRun:
    """One run: ``faults`` is empty for a nominal one. ``purpose`` is ``fit`` or ``test``."""

    telemetry: Telemetry
    scenario: str
    seed: int
    purpose: str
    faults: Tuple[RecordedFault, ...] = ()

    @property
    def single(self) -> Optional[RecordedFault]:
        """The fault, if it is exactly one and it showed."""
        return self.faults[0] if len(self.faults) == 1 and self.faults[0].shown_s is not None else None

    @property
    def seconds(self) -> float:
        """Length of the run."""
        return len(self.telemetry.values) * self.telemetry.tick_s

    def save(self, path: Path) -> None:
        """Write ``path`` (npz, telemetry) and beside it what was injected (json)."""
        truth = {key: getattr(self, key) for key in ("scenario", "seed", "purpose")}
        truth["faults"] = [asdict(fault) for fault in self.faults]
        self.telemetry.save(path)
        path.with_suffix(".json").write_text(json.dumps({"schema_version": 1, **truth}, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "RecordedRun":
        """Read both files; LimphomeError if one is missing or broken."""
        beside = path.with_suffix(".json")
        try:
            truth = json.loads(beside.read_text(encoding="utf-8"))
            if truth.pop("schema_version") != 1:
                raise LimphomeError("another schema version", str(beside), "1")
            faults = tuple(RecordedFault(**fault) for fault in truth.pop("faults"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise LimphomeError(
                f"is no record of a run: {error}", str(beside), f"{MEND}; what is deleted is recorded again"
            ) from error
        return cls(Telemetry.load(path), faults=faults, **truth)


def load_runs(folder: Path, mend: str = MEND) -> Tuple[RecordedRun, ...]:
    """All runs of a folder, in the order of their names; LimphomeError with the ``mend`` when it holds none."""
    paths = sorted(folder.glob("*.npz"))
    if not paths:
        raise LimphomeError("holds no recorded run", str(folder), mend)
    return tuple(RecordedRun.load(path) for path in paths)
