"""Runs a file of any network over labelled frames: of one of ours, or of an imported one."""

from typing import Callable, Optional, Protocol, Tuple

import numpy as np

from limphome.learning.imported_predictor import ImportedPredictor
from limphome.learning.predictions import Predictions, Predictor
from limphome.perception.manifest import Manifest
from limphome.perception.progress import Progress, nobody


class AnyPredictor(Protocol):
    """Runs frames, uint8 (n, height, width, 3), and keeps every box from ``LOWEST_SCORE`` on."""

    def predict(self, images: np.ndarray, progress: Optional[Callable[[int], None]] = None) -> Predictions:
        """What it sees."""


class InClasses:
    """A predictor whose boxes have the numbers of other classes of the same names; those without such a name are left out.

    Args:
        own: classes of the network. classes: what the frames are labelled in.
    """

    def __init__(self, predictor: AnyPredictor, own: Tuple[str, ...], classes: Tuple[str, ...]) -> None:
        self._predictor, self._own, self._classes = predictor, own, classes

    def predict(self, images: np.ndarray, progress: Optional[Callable[[int], None]] = None) -> Predictions:
        """What it sees."""
        return self._predictor.predict(images, progress).in_classes(self._own, self._classes)


def make_predictor(manifest: Manifest, variant: str, classes: Tuple[str, ...], progress: Progress = nobody) -> AnyPredictor:
    """One file of a network, ready to run.

    Args:
        classes: what the frames are labelled in; boxes have the numbers of these.
        progress: hears how far a runtime is that builds an engine.

    Raises:
        LimphomeError: no such file, or its bytes are not those, or not the network, that the manifest tells of.
    """
    file = manifest.file(variant)
    model = manifest.read(file.path, file.sha256)
    made: AnyPredictor = (ImportedPredictor if manifest.imported else Predictor)(manifest, file, model, progress)
    return made if classes == manifest.classes else InClasses(made, manifest.classes, classes)
