"""The frames that judge a network: the data folder that it learned from, or rendered yards."""

from pathlib import Path
from typing import Dict, Optional, Set

from limphome.core import LimphomeError
from limphome.learning.audit.audit_job import AuditJob
from limphome.learning.audit.outcome import CannotRun
from limphome.learning.data.frame_loader import load_folder
from limphome.learning.data.open_data import open_data
from limphome.learning.data.origin import check_data
from limphome.learning.fitted_frames import fitted, fitted_folder, fitted_frames
from limphome.learning.frame_set import FrameSet
from limphome.learning.listener import Listener, counter
from limphome.learning.recipe import Recipe
from limphome.learning.rendering import RenderJob, render_or_load
from limphome.perception.manifest import Manifest

WORLDS = 16


class AuditFrames:
    """Splits of what :attr:`asked` is judged by.

    Args:
        listener: hears how far the rendering is.
    """

    def __init__(self, asked: AuditJob, manifest: Manifest, listener: Listener) -> None:
        self._asked, self._manifest, self._listener = asked, manifest, listener
        self._origin = check_data(manifest, asked.data)

    @property
    def folder(self) -> Optional[Path]:
        """That the network learned from, None where that was rendered; leaves a check when it is not given."""
        if self._origin is not None and self._asked.data is None:
            raise CannotRun(f"trained on the data folder {self._origin}, which rendered yards do not stand for: --data FOLDER")
        return self._asked.data

    def sample(self, split: str, count: int, seed: int) -> FrameSet:
        """So many frames, evenly from the folder, or rendered with this seed where they are not in the cache."""
        folder = self.folder
        if folder is not None:
            return self._load(folder, split).spread(count)
        job = RenderJob(split, count, min(WORLDS, count), seed)
        progress = counter(self._listener, f"render {split}", count)
        try:
            if self._manifest.imported:  # is fed frames of any size, as on the robot
                return render_or_load(job, self._asked.cache, progress)
            return fitted_frames(job, self._manifest.make_fit(), self._asked.cache, progress)
        except LimphomeError as error:
            raise CannotRun(f"no frames: {error}") from error

    def learned(self, split: str, recipe: Recipe) -> FrameSet:
        """All frames of a split as the training had them; leaves a check when rendered ones are not there any more."""
        folder = self.folder
        if folder is not None:
            return self._load(folder, split)
        job, fit, cache = recipe.jobs()[split], self._manifest.make_fit(), self._asked.cache
        kept = cache / job.folder_name
        if not (kept / "card.json").is_file():
            raise CannotRun(f"no frames {kept}: limphome model train leaves them there")
        return fitted(FrameSet.load(kept), fit, fitted_folder(job, fit, cache)).in_classes(self._manifest.classes)

    def worlds(self, recipe: Recipe) -> Dict[str, Set[str]]:
        """Names of the worlds of each split; a picture of unknown world has none."""
        folder = self.folder
        if folder is None:
            return {split: {str(seed) for seed, _ in job.tasks()} for split, job in recipe.jobs().items()}
        pictures = open_data(folder)
        worlds: Dict[str, Set[str]] = {split: set() for split in pictures.splits}
        for picture in pictures.pictures:
            worlds[picture.split].update({picture.world} - {""})
        return worlds

    def _load(self, folder: Path, split: str) -> FrameSet:
        return load_folder(folder, split, self._manifest.classes, self._manifest.make_fit(), self._asked.cache)
