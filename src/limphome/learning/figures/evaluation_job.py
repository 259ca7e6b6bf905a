"""What ``limphome model evaluate`` is asked for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Optional, Tuple

from limphome.learning.data.frame_loader import load_folder
from limphome.learning.figures.exam import Exam
from limphome.learning.fitted_frames import fitted_frames
from limphome.learning.predictions import Predictor
from limphome.learning.rendering import RenderJob
from limphome.perception.manifest import Manifest


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
        """The frames, made now where they are not in the cache, with classes and thresholds of the model."""
        manifest = Manifest.load(self.model)
        fit = manifest.make_fit()
        if self.data is not None:
            frames = load_folder(self.data, "held_out", manifest.classes, fit, self.cache)
        else:
            job = RenderJob("held_out", self.frames, self.worlds)
            frames = fitted_frames(job, fit, self.cache, progress).in_classes(manifest.classes)
        return Exam(frames, tuple(manifest.decoder.min_scores))

    def predictors(self) -> Dict[str, Predictor]:
        """Each of the files, ready to run."""
        manifest = Manifest.load(self.model)
        files = {variant: manifest.file(variant) for variant in self.variants}
        return {name: Predictor(manifest, file, manifest.read(file.path, file.sha256)) for name, file in files.items()}
