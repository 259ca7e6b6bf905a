"""Does a quantized file see what its parent sees?"""

from dataclasses import dataclass, replace
from typing import Any, Dict, List, Sequence

import numpy as np

from limphome.core import Detections, Frame, LimphomeError
from limphome.perception.detector import detector_class
from limphome.perception.manifest import Manifest
from limphome.perception.manifest_parts import FileSpec
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
    """

    kept: float
    added: float
    frames: int
    boxes: int

    def within(self, bound: Bound, part: float = 1.0) -> bool:
        """Whether it stays below so much of the bound."""
        return 1 - self.kept <= part * bound.lost + 1e-9 and self.added <= part * bound.added + 1e-9

    def as_dict(self) -> Dict[str, Any]:
        """Plain values, for JSON."""
        return {"kept": round(self.kept, 5), "added": round(self.added, 5), "frames": self.frames, "boxes": self.boxes}


class Judge:
    """Compares files of one network with their parent on the same pictures.

    Args:
        manifest: of the network. parent: the variant that decides what is right.
        images: RGB, uint8 (height, width, 3).

    Raises:
        LimphomeError: the parent sees nothing, so that anything would agree with it.
    """

    def __init__(self, manifest: Manifest, parent: str, images: Sequence[np.ndarray]) -> None:
        self._manifest, self._images = manifest, images
        file = manifest.file(parent)
        self.expected = self.see(file, manifest.read(file.path, file.sha256))
        self.boxes = sum(len(found) for found in self.expected)
        if not self.boxes:
            raise LimphomeError(
                f"the network sees nothing in {len(images)} pictures", str(manifest.folder), "pictures of what it knows"
            )

    def see(self, file: FileSpec, model: bytes) -> List[Detections]:
        """What a file sees, one entry for each picture."""
        detector = detector_class(self._manifest)(replace(self._manifest, files={"": file}), "", model)
        return [detector.detect_if_finite(Frame(0.0, image)) for image in self._images]

    def agreement(self, file: FileSpec, model: bytes) -> Agreement:
        """How a file compares with its parent."""
        comparison = Comparison()
        for expected, seen in zip(self.expected, self.see(file, model)):
            comparison.add(expected, seen, 0.0, 0.0)
        return Agreement(comparison.kept, comparison.added, len(self._images), self.boxes)
