"""What a file of an imported network says about many frames."""

from dataclasses import replace
from typing import Callable, List, Optional

import numpy as np

from limphome.learning.predictions import LOWEST_SCORE, THREADS, Predictions
from limphome.perception.decoders.boxes import Boxes
from limphome.perception.imported_detector import Sight
from limphome.perception.manifest import Manifest
from limphome.perception.manifest_parts import FileSpec
from limphome.perception.progress import Progress, nobody


class ImportedPredictor:
    """As :class:`~limphome.learning.predictions.Predictor`; frames may have any size, as on the robot.

    Args:
        manifest: says input and decoder; its thresholds are not used.
        file: entry of the file. model: its bytes.
        progress: hears how far a runtime is that builds an engine.
    """

    def __init__(self, manifest: Manifest, file: FileSpec, model: bytes, progress: Progress = nobody) -> None:
        low = replace(manifest.decoder, min_scores=(LOWEST_SCORE,) * len(manifest.classes))
        self._sight = Sight(replace(manifest, decoder=low), file, model, THREADS, progress=progress)

    def predict(self, images: np.ndarray, progress: Optional[Callable[[int], None]] = None) -> Predictions:
        """Run all frames, uint8 (n, height, width, 3), one by one; there are no features, shape (n, 0)."""
        parts: List[Boxes] = []
        not_finite = 0
        for index, image in enumerate(images):
            parts.append(self._sight.see(image))
            not_finite += self._sight.has_nan
            if progress is not None:
                progress(index + 1)
        boxes, scores, class_ids = (np.concatenate(column) for column in zip(*parts, strict=True))
        frame = np.repeat(np.arange(len(parts)), [len(part.scores) for part in parts])
        return Predictions(frame, boxes, scores, class_ids, np.zeros((len(parts), 0), np.float32), not_finite)
