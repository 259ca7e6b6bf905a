"""Rendered frames in the size of a network, which need not be that of the camera."""

from dataclasses import replace
from pathlib import Path
from typing import Callable, Optional

import numpy as np

from limphome.learning.frame_set import FrameSet
from limphome.learning.images_file import new_images
from limphome.learning.rendering import RenderJob, render, render_or_load
from limphome.perception.picture_fit import PictureFit


def fitted(frames: FrameSet, fit: PictureFit, kept: Optional[Path] = None) -> FrameSet:
    """The frames and their boxes in the size of a network.

    ``height_px`` stays that of the original frame, so that the same persons count at every size.

    Args:
        kept: folder that they are written to and mapped from; without it they stay in memory.

    Raises:
        LimphomeError: the disk of ``kept`` has no room for them.
    """
    height, width = frames.images.shape[1:3]
    if (width, height) == (fit.width, fit.height):
        return frames
    if kept is not None and (kept / "card.json").is_file():
        return FrameSet.load(kept)
    images, labels = _array((len(frames), fit.height, fit.width, 3), kept), frames.labels.copy()
    for index, image in enumerate(frames.images):
        images[index] = fit.bring(image)[0]
    labels["box"] = fit.place(width, height).to_network(labels["box"])
    made = replace(frames, images=images, labels=labels)
    if kept is None:
        return made
    made.save(kept)
    return FrameSet.load(kept)


def fitted_frames(job: RenderJob, fit: PictureFit, cache: Path, progress: Callable[[int], None]) -> FrameSet:
    """As :func:`~limphome.learning.rendering.render_or_load`, for a network."""
    return fitted(render_or_load(job, cache, progress), fit, fitted_folder(job, fit, cache))


def some_fitted_frames(
    job: RenderJob, fit: PictureFit, cache: Path, progress: Callable[[int], None], indices: np.ndarray
) -> FrameSet:
    """``fitted_frames(...).subset(indices)`` without rendering the others; kept in ``cache`` too. The indices rise."""
    if (cache / job.folder_name / "card.json").is_file():
        progress(len(indices))
        return fitted_frames(job, fit, cache, lambda done: None).subset(indices)
    kept = cache / f"{job.folder_name}-some-{len(indices)}"
    if not (kept / "card.json").is_file():
        render(job, progress, indices).save(kept)
    progress(len(indices))
    return fitted(FrameSet.load(kept), fit)


def fitted_folder(job: RenderJob, fit: PictureFit, cache: Path) -> Path:
    """Where they are kept, beside those of the camera's size."""
    return cache / f"{job.folder_name}-{fit.width}x{fit.height}-{fit.fit}"


def _array(shape: tuple, kept: Optional[Path]) -> np.ndarray:
    return np.empty(shape, np.uint8) if kept is None else new_images(kept, shape)
