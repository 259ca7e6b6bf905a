"""A file with a wrong bit is not loaded."""

from pathlib import Path
from typing import List

from limphome.core import LimphomeError
from limphome.learning.audit.damaged_copy import copy_of, flip_byte
from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.perception.detector import Detector

SIDE_FILES = ("golden", "features")


def damaged_file_refused(subject: Subject) -> Outcome:
    """One bit changed in each file that a robot reads, in a copy of the folder: loading it must fail."""
    manifest = subject.manifest
    names = [manifest.file(subject.variant).path] + [
        manifest.side_files[key][0] for key in SIDE_FILES if key in manifest.side_files
    ]
    loaded = [name for name in names if _loads_when_damaged(subject.asked.folder, name)]
    return judged(not loaded, f"damaged {', '.join(names)}; loaded all the same: {', '.join(loaded) or 'none'}")


def _loads_when_damaged(folder: Path, name: str) -> bool:
    with copy_of(folder) as copy:
        flip_byte(copy / name)
        refusals: List[str] = []
        try:
            Detector.load(copy)
        except LimphomeError as error:
            refusals.append(str(error))
    return not refusals
