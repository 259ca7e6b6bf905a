"""What ``limphome model audit`` is asked for."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Optional

from limphome.learning.audit.bounds import AuditBounds


@dataclass(frozen=True)
class AuditJob:
    """A model folder, and what it is judged with.

    Attributes:
        folder: of the model. cache: of rendered frames. runs: of run records.
        today: for ages.
        frames: how many held-out frames the measuring checks take.
        data: folder of ``limphome data`` that the network learned from, for one that learned from a folder.
        previous: model folder of the release before, for the way back.
        bounds: of the checks.
    """

    folder: Path
    cache: Path
    runs: Path
    today: date
    frames: int = 1000
    previous: Optional[Path] = None
    bounds: AuditBounds = field(default_factory=AuditBounds)
    data: Optional[Path] = None
