"""The simulator still draws the frames that the network was made from."""

import numpy as np

from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.frame_set import FrameSet
from limphome.learning.rendering import RenderJob, render

SPLIT, AGAIN = "validation", 4


def frames_unchanged(subject: Subject) -> Outcome:
    """The kept validation frames have the manifest's digest, and the first ones come out equal when they are drawn again."""
    recipe = subject.trained.recipe
    job, stated = recipe.jobs()[SPLIT], subject.training["data"][SPLIT]["sha256"]
    if not (subject.asked.cache / job.folder_name / "card.json").is_file():
        raise CannotRun(f"no frames {job.folder_name} in {subject.asked.cache}: limphome model train leaves them there")
    kept = FrameSet.load(subject.asked.cache / job.folder_name).in_classes(subject.classes)
    count = min(AGAIN, job.tasks()[0][1])
    again = render(RenderJob(SPLIT, count, 1, job.seed, 1), lambda done: None)
    return compare_frames(kept, stated, again.in_classes(subject.classes))


def compare_frames(kept: FrameSet, stated: str, again: FrameSet) -> Outcome:
    """Judge kept frames by a digest, and by frames that were drawn again (the first ones of the first world)."""
    digest = kept.digest
    same = np.array_equal(kept.images[: len(again)], again.images)
    same = same and kept.labels[: len(again.labels)].tobytes() == again.labels.tobytes()
    drawn = f"{len(again)} frames drawn again are {'the same' if same else 'other'} bytes"
    return judged(same and digest == stated, f"digest of {len(kept)} kept frames {digest[:12]}, manifest {stated[:12]}; {drawn}")
