"""The frames that the network was made from still come out the same."""

from pathlib import Path

import numpy as np

from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.data.listing import changed_files
from limphome.learning.fitted_frames import fitted
from limphome.learning.frame_set import FrameSet
from limphome.learning.rendering import RenderJob, render

SPLIT, AGAIN = "validation", 4


def frames_unchanged(subject: Subject) -> Outcome:
    """The validation frames have the manifest's digest; rendered ones come out equal when the first are drawn again, and no
    file of a data folder has changed."""
    recipe, stated = subject.trained.recipe, subject.training["data"][SPLIT]["sha256"]
    kept, folder = subject.frames.learned(SPLIT, recipe), subject.frames.folder
    if folder is not None:
        return compare_folder(kept, stated, folder)
    job = recipe.jobs()[SPLIT]
    count = min(AGAIN, len(job.tasks()[0][1]))
    again = render(RenderJob(SPLIT, count, 1, job.seed, 1), lambda done: None)
    again = fitted(again.in_classes(subject.classes), subject.manifest.make_fit())
    return compare_frames(kept, stated, again)


def compare_folder(frames: FrameSet, stated: str, folder: Path) -> Outcome:
    """Judge frames of a data folder by a digest, and its files by the list that lies with them."""
    digest, changed = frames.digest, changed_files(folder)
    text = f"digest of {len(frames)} frames {digest[:12]}, manifest {stated[:12]}; {len(changed)} files changed"
    return judged(digest == stated and not changed, text + (f", first: {changed[0]}" if changed else ""))


def compare_frames(kept: FrameSet, stated: str, again: FrameSet) -> Outcome:
    """Judge kept frames by a digest, and by frames that were drawn again (the first ones of the first world)."""
    digest = kept.digest
    same = np.array_equal(kept.images[: len(again)], again.images)
    same = same and kept.labels[: len(again.labels)].tobytes() == again.labels.tobytes()
    drawn = f"{len(again)} frames drawn again are {'the same' if same else 'other'} bytes"
    return judged(same and digest == stated, f"digest of {len(kept)} kept frames {digest[:12]}, manifest {stated[:12]}; {drawn}")
