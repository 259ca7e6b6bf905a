"""What a file of an imported network says about many frames of the yard."""

from dataclasses import replace
from typing import Callable, List, Optional, Protocol, Tuple

import numpy as np

from limphome.learning.predictions import LOWEST_SCORE, Predictions
from limphome.perception.decoders.boxes import Boxes
from limphome.perception.imported_detector import Sight
from limphome.perception.manifest import Manifest
from limphome.perception.manifest_parts import FileSpec


class AnyPredictor(Protocol):
    """Runs frames, uint8 (n, height, width, 3), and keeps every box from ``LOWEST_SCORE`` on."""

    def predict(self, images: np.ndarray, progress: Optional[Callable[[int], None]] = None) -> Predictions:
        """What it sees."""


class ImportedPredictor:
    """As :class:`~limphome.learning.predictions.Predictor`: classes get numbers by their names, others are left out.

    Args:
        manifest: says input and decoder; its thresholds are not used.
        file: entry of the file. model: its bytes.
        classes: what the frames are labelled in.
    """

    def __init__(self, manifest: Manifest, file: FileSpec, model: bytes, classes: Tuple[str, ...]) -> None:
        low = replace(manifest.decoder, min_scores=(LOWEST_SCORE,) * len(manifest.classes))
        self._sight = Sight(replace(manifest, decoder=low), file, model, 1)
        self._numbers = np.array([classes.index(name) if name in classes else -1 for name in manifest.classes])

    def predict(self, images: np.ndarray, progress: Optional[Callable[[int], None]] = None) -> Predictions:
        """Run all frames one by one; there are no features, shape (n, 0)."""
        parts: List[Boxes] = []
        for index, image in enumerate(images):
            found = self._sight.see(image)
            numbers = self._numbers[found.class_ids]
            known = numbers >= 0
            parts.append(Boxes(found.boxes[known], found.scores[known], numbers[known]))
            if progress is not None:
                progress(index + 1)
        boxes, scores, class_ids = (np.concatenate(column) for column in zip(*parts, strict=True))
        frame = np.repeat(np.arange(len(parts)), [len(part.scores) for part in parts])
        return Predictions(frame, boxes, scores, class_ids, np.zeros((len(parts), 0), np.float32))
