"""Everything that is looked at before a training begins."""

from typing import List, Optional

from limphome.learning.checkup.frame_checks import check_labels, check_leak, check_pictures
from limphome.learning.checkup.overfit import overfit_one_batch
from limphome.learning.checkup.symptom import Symptom
from limphome.learning.frame_set import FrameSet
from limphome.learning.learner import Lesson


def look_before(lesson: Lesson, validation: Optional[FrameSet] = None) -> List[Symptom]:
    """Symptoms of frames and training; the leak, which takes a minute, only with validation frames."""
    found = [*check_labels(lesson.frames, lesson.network.classes), *check_pictures(lesson.frames)]
    if found:
        return found  # what follows would only say the same in other words
    if validation is not None:
        found += check_leak(lesson.frames, validation)
    return [*found, *overfit_one_batch(lesson)]
