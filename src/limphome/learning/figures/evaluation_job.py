"""What ``limphome model evaluate`` is asked for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Optional, Tuple

from limphome.core import CLASS_NAMES
from limphome.learning.any_predictor import AnyPredictor, make_predictor
from limphome.learning.data.frame_loader import load_folder
from limphome.learning.data.open_data import open_data
from limphome.learning.figures.exam import Exam
from limphome.learning.fitted_frames import fitted_frames
from limphome.learning.frame_set import FrameSet
from limphome.learning.rendering import RenderJob, render_or_load
from limphome.learning.shared_classes import shared_classes
from limphome.perception.manifest import Manifest
from limphome.perception.progress import Progress, nobody


@dataclass(frozen=True)
class EvaluationJob:
    """Files of one model folder, and held-out frames to measure them on.

    Attributes:
        model: folder. variants: of its manifest.
        frames, worlds: so many frames of so many held-out worlds. cache: of rendered frames.
        data: folder of ``limphome data`` whose held-out split is taken in place of rendered frames.
    """

    model: Path
    variants: Tuple[str, ...]
    frames: int
    worlds: int
    cache: Path
    data: Optional[Path] = None

    def exam(self, progress: Callable[[int], None]) -> Exam:
        """The frames, made now where they are not in the cache, with classes and thresholds of the model.

        An imported network is judged in those of its classes that the frames label.

        Raises:
            LimphomeError: there are none.
        """
        manifest = Manifest.load(self.model)
        classes = self._judged(manifest)
        frames = self._rendered(manifest, progress) if self.data is None else self._loaded(manifest, classes)
        scores = dict(zip(manifest.classes, manifest.decoder.min_scores, strict=True))
        not_judged = tuple(name for name in manifest.classes if name not in classes)
        return Exam(frames.in_classes(classes), tuple(scores[name] for name in classes), not_judged)

    def predictors(self, classes: Tuple[str, ...], progress: Progress = nobody) -> Dict[str, AnyPredictor]:
        """Each of the files, ready to run on frames that are labelled in these classes.

        Args:
            progress: hears how far a runtime is that builds an engine.
        """
        manifest = Manifest.load(self.model)
        return {variant: make_predictor(manifest, variant, classes, progress) for variant in self.variants}

    def _judged(self, manifest: Manifest) -> Tuple[str, ...]:
        if not manifest.imported:
            return manifest.classes
        labelled = CLASS_NAMES if self.data is None else open_data(self.data).classes
        return shared_classes(manifest.classes, labelled, str(self.model))

    def _loaded(self, manifest: Manifest, classes: Tuple[str, ...]) -> FrameSet:
        assert self.data is not None
        return load_folder(self.data, "held_out", classes, manifest.make_fit(), self.cache)

    def _rendered(self, manifest: Manifest, progress: Callable[[int], None]) -> FrameSet:
        job = RenderJob("held_out", self.frames, self.worlds)
        if manifest.imported:  # is fed frames of any size, as on the robot
            return render_or_load(job, self.cache, progress)
        return fitted_frames(job, manifest.make_fit(), self.cache, progress)
