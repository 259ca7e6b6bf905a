"""A file that changes while the network is loaded is seen."""

from pathlib import Path

from limphome.learning.audit.damaged_copy import copy_of, flip_byte
from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.perception.detector import Detector


def changed_file_seen(subject: Subject) -> Outcome:
    """One bit of the loaded file changes on disk; the next self-check must say so."""
    with copy_of(subject.asked.folder) as copy:
        return damage_while_loaded(Detector.load(copy), copy / subject.manifest.file(subject.variant).path)


def damage_while_loaded(detector: Detector, path: Path) -> Outcome:
    """Judge a detector by what its self-check says before and after its file is damaged."""
    detector.self_check()
    before = detector.health(0.0).metrics["digest_ok"]
    flip_byte(path)
    detector.self_check()
    after = detector.health(0.0).metrics["digest_ok"]
    return judged((before, after) == (1.0, 0.0), f"digest_ok {before:g} before, {after:g} after one bit of {path.name} changed")
