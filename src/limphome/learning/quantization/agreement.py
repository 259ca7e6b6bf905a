"""Does a quantized file see what its parent sees?"""

from dataclasses import dataclass, replace
from typing import Any, Dict, List, Optional, Sequence

import numpy as np

from limphome.core import Detections, Frame, LimphomeError
from limphome.perception.detector import Detector, detector_class
from limphome.perception.manifest import Manifest
from limphome.perception.manifest_parts import FileSpec
from limphome.perception.not_finite import NotFiniteError
from limphome.perception.shadow.comparison import Comparison


@dataclass(frozen=True)
class Bound:
    """What a quantized file may cost.

    Attributes:
        lost: share of the parent's detections. added: share of its own that the parent lacks.
    """

    lost: float = 0.02
    added: float = 0.05


@dataclass(frozen=True)
class Agreement:
    """Detections of a file against those of its parent; a pair has one class and overlaps by half or more.

    Attributes:
        kept: share of the parent's that the file has too. added: share of the file's that the parent lacks.
        frames, boxes: how many pictures, and how many detections the parent has in them.
        not_finite: pictures in which the file's answer is no number: an error on the robot, whatever else is kept.
    """

    kept: float
    added: float
    frames: int
    boxes: int
    not_finite: int = 0

    def within(self, bound: Bound, part: float = 1.0) -> bool:
        """Whether it stays below so much of the bound, and every answer is a number."""
        return not self.not_finite and 1 - self.kept <= part * bound.lost + 1e-9 and self.added <= part * bound.added + 1e-9

    def as_dict(self) -> Dict[str, Any]:
        """Plain values, for JSON."""
        numbers = {"kept": round(self.kept, 5), "added": round(self.added, 5), "frames": self.frames, "boxes": self.boxes}
        return {**numbers, "not_finite": self.not_finite} if self.not_finite else numbers

    def as_text(self) -> str:
        """What was reached, after the name of the file."""
        reached = f"keeps {self.kept:.4f} of {self.boxes} detections and adds {self.added:.4f}"
        broken = f", and its answer is not finite in {self.not_finite} of {self.frames} pictures"
        return reached + broken if self.not_finite else reached


class Judge:
    """Compares files of one network with their parent on the same pictures.

    Args:
        manifest: of the network. parent: the variant that decides what is right.
        images: RGB, uint8 (height, width, 3).

    Raises:
        LimphomeError: the parent sees nothing, so that anything would agree with it, or answers with what is no number.
    """

    def __init__(self, manifest: Manifest, parent: str, images: Sequence[np.ndarray]) -> None:
        self._manifest, self._images = manifest, images
        file = manifest.file(parent)
        parent_sees = self._detector(file, manifest.read(file.path, file.sha256))
        self.expected = [parent_sees.detect(Frame(0.0, image)) for image in images]
        self.boxes = sum(len(found) for found in self.expected)
        if not self.boxes:
            raise LimphomeError(
                f"the network sees nothing in {len(images)} pictures", str(manifest.folder), "pictures of what it knows"
            )

    def see(self, file: FileSpec, model: bytes) -> List[Detections]:
        """What a file sees, one entry for each picture; nothing where its answer is no number."""
        detector = self._detector(file, model)
        return [detector.detect_if_finite(Frame(0.0, image)) for image in self._images]

    def agreement(self, file: FileSpec, model: bytes) -> Agreement:
        """How a file compares with its parent."""
        comparison, detector, not_finite = Comparison(), self._detector(file, model), 0
        for expected, image in zip(self.expected, self._images):
            seen = _see(detector, image)
            not_finite += seen is None
            comparison.add(expected, Detections.empty(0.0) if seen is None else seen, 0.0, 0.0)
        return Agreement(comparison.kept, comparison.added, len(self._images), self.boxes, not_finite)

    def _detector(self, file: FileSpec, model: bytes) -> Detector:
        return detector_class(self._manifest)(replace(self._manifest, files={"": file}), "", model)


def _see(detector: Detector, image: np.ndarray) -> Optional[Detections]:
    """None where the answer is no number."""
    try:
        return detector.detect(Frame(0.0, image))
    except NotFiniteError:
        return None
