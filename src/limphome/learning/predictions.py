"""What a network file says about many frames."""

from dataclasses import dataclass, replace
from typing import Callable, Dict, List, Optional, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.detector import engine_options
from limphome.perception.grid_decoder import GridDecoder
from limphome.perception.input_layout import InputLayout
from limphome.perception.manifest import Manifest
from limphome.perception.manifest_parts import FileSpec
from limphome.perception.not_finite import are_finite
from limphome.perception.progress import Progress, nobody
from limphome.perception.runtime import Runtime, make_runtime
from limphome.perception.runtime_errors import named

LOWEST_SCORE = 0.02  # everything above is kept, so that any threshold can be tried afterwards
THREADS = 2  # one or two give equal bits


@dataclass(frozen=True, eq=False)
class Predictions:
    """Boxes of many frames.

    Attributes:
        frame: (n,) index of the frame. boxes: (n, 4) [px]. scores: (n,). class_ids: (n,).
        features: (frames, f) pooled features.
        not_finite: how many frames got an answer that holds what is no number; a robot takes each of them for an error.
    """

    frame: np.ndarray
    boxes: np.ndarray
    scores: np.ndarray
    class_ids: np.ndarray
    features: np.ndarray
    not_finite: int = 0

    @property
    def told(self) -> Dict[str, int]:
        """``not_finite``, for figures; nothing where there are none."""
        return {"not_finite": self.not_finite} if self.not_finite else {}

    def in_classes(self, own: Tuple[str, ...], classes: Tuple[str, ...]) -> "Predictions":
        """The same boxes with the numbers that other classes give these names; those without such a name are left out.

        Args:
            own: what ``class_ids`` count now. classes: what they count then.
        """
        number = np.array([classes.index(name) if name in classes else -1 for name in own], np.int64)
        class_ids = number[self.class_ids]
        known = class_ids >= 0
        columns = {"frame": self.frame, "boxes": self.boxes, "scores": self.scores, "class_ids": class_ids}
        return replace(self, **{name: column[known] for name, column in columns.items()})


class Predictor:
    """A network file with its layout and decoder, without the guards of a Detector.

    Args:
        manifest: says input and decoder; its thresholds are not used.
        file: entry of the file. model: its bytes.
        progress: hears how far a runtime is that builds an engine.
    """

    def __init__(self, manifest: Manifest, file: FileSpec, model: bytes, progress: Progress = nobody) -> None:
        self.layout = manifest.make_layout(file)
        options = engine_options(manifest, file, model, THREADS, progress)
        self.runtime: Runtime = make_runtime(file.runtime, model, THREADS, options)
        self._where = str(manifest.folder / file.path)
        self.decoder = replace(manifest.make_decoder(), min_scores=(LOWEST_SCORE,) * len(manifest.classes))

    def predict(self, images: np.ndarray, progress: Optional[Callable[[int], None]] = None) -> Predictions:
        """Run all frames, uint8 (n, height, width, 3)."""
        try:
            return predict(self.layout, self.runtime, self.decoder, images, progress)
        except LimphomeError as error:
            raise named(error, self._where) from error


def predict(
    layout: InputLayout,
    runtime: Runtime,
    decoder: GridDecoder,
    images: np.ndarray,
    progress: Optional[Callable[[int], None]] = None,
) -> Predictions:
    """Run all frames, uint8 (n, height, width, 3), one by one as a robot does."""
    parts: List[tuple] = []
    features: List[np.ndarray] = []
    not_finite = 0
    for index, image in enumerate(images):
        outputs = runtime.run(layout.prepare(image))
        parts.append(decoder.decode(outputs.head))
        features.append(outputs.features)
        not_finite += not are_finite(outputs.head, outputs.head_max, outputs.features)
        if progress is not None:
            progress(index + 1)
    boxes, scores, class_ids = (np.concatenate(column) for column in zip(*parts, strict=True))
    frame = np.repeat(np.arange(len(parts)), [len(part[1]) for part in parts])
    return Predictions(frame, boxes, scores, class_ids, np.stack(features), not_finite)
