"""The labels that judge are right in themselves."""

from pathlib import Path

from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.data.checks.bounds import CheckBounds
from limphome.learning.data.checks.box_check import check_boxes
from limphome.learning.data.checks.class_check import check_classes
from limphome.learning.data.checks.result import FAILED
from limphome.learning.data.picture_set import Picture, PictureSet


def labels_sound(subject: Subject) -> Outcome:
    """Boxes of the held-out frames lie in their pictures, none is there twice, and every class has some."""
    frames = subject.held_out
    height, width = frames.images.shape[1:3]
    pictures = tuple(Picture(str(index), width, height, "held_out", str(world)) for index, world in enumerate(frames.worlds))
    data = PictureSet(Path(), frames.classes, pictures, frames.labels)
    results = [check_boxes(data), check_classes(data, CheckBounds())]
    wrong = [str(finding) for result in results for finding in result.findings]
    text = "; ".join(result.summary for result in results) + (f"; {len(wrong)} wrong, first: {wrong[0]}" if wrong else "")
    return judged(all(result.status != FAILED for result in results), text)
