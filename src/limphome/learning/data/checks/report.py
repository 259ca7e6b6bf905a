"""All checks of a data set, in one report."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

import numpy as np

from limphome.learning.data import listing
from limphome.learning.data.checks.bounds import CheckBounds
from limphome.learning.data.checks.box_check import check_boxes
from limphome.learning.data.checks.class_check import check_classes
from limphome.learning.data.checks.drift import Side, check_drift
from limphome.learning.data.checks.leakage import check_leakage, check_worlds, parts_of, whole
from limphome.learning.data.checks.picture_facts import PictureFacts, check_pictures, picture_facts
from limphome.learning.data.checks.result import FAILED, CheckResult, judged, skipped
from limphome.learning.data.finding import Finding
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_set import PictureSet

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class DataReport:
    """What every check says of one data set."""

    folder: Path
    results: Tuple[CheckResult, ...]

    @property
    def passed(self) -> bool:
        """No check failed."""
        return all(result.status != FAILED for result in self.results)

    @property
    def findings(self) -> List[Finding]:
        """All that is wrong."""
        return [finding for result in self.results for finding in result.findings]

    def as_dict(self) -> Dict[str, Any]:
        """Plain values, for JSON."""
        checks = {result.name: result.as_dict() for result in self.results}
        return {"schema_version": 1, "data": str(self.folder), "passed": self.passed, "checks": checks}


def check_data(
    folder: Path,
    progress: Progress,
    against: Optional[Path] = None,
    apart_from: Sequence[Path] = (),
    bounds: CheckBounds = CheckBounds(),
    seed: int = 0,
) -> DataReport:
    """Run every check on a COCO or YOLO folder.

    Args:
        progress: called with (what is read, done, total).
        against: another data set, that this one should be like (drift).
        apart_from: data sets that this one must share nothing with (leakage).
        seed: of the drift test's deals.

    Raises:
        LimphomeError: a folder is no data set at all.
    """
    pictures, facts = _read(folder, progress)
    parts = parts_of(pictures, facts) + [whole(*_read(other, progress)) for other in apart_from]
    results = [
        _check_files(folder),
        judged("annotations", f"{len(pictures.labels)} labels", pictures.faults),
        check_pictures(pictures, facts),
        check_boxes(pictures),
        check_classes(pictures, bounds),
        check_worlds(parts),
        check_leakage(parts, bounds.same_picture),
    ]
    if against is None:
        results.append(skipped("drift", "nothing to compare with; --against FOLDER"))
    else:
        sides = Side(pictures, facts), Side(*_read(against, progress))
        results.append(check_drift(*sides, bounds, np.random.default_rng(seed)))
    return DataReport(folder, tuple(results))


def _read(folder: Path, progress: Progress) -> Tuple[PictureSet, PictureFacts]:
    pictures = open_data(folder)
    return pictures, picture_facts(pictures, lambda done: progress(str(folder), done, len(pictures)))


def _check_files(folder: Path) -> CheckResult:
    """The files are still those that the list names."""
    if not (folder / listing.NAME).is_file():
        return skipped("files", f"no {listing.NAME}: the folder was not written by limphome data")
    return judged("files", f"digest {listing.stated_digest(folder)[:12]}", listing.changed_files(folder))
