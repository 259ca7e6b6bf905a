"""One of several networks, files or runtimes that are compared."""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable, List

from limphome.core import LimphomeError
from limphome.perception.detector import Detector
from limphome.perception.file_choice import choose_file
from limphome.perception.manifest import Manifest
from limphome.perception.progress import Progress, nobody


@dataclass(frozen=True)
class Contender:
    """What runs, and how.

    Attributes:
        label: its name in results.
        folder: of the model. variant: key of one of its files. runtime: ``auto`` for the manifest's.
        threads: of one inference.
    """

    label: str
    folder: Path
    variant: str
    runtime: str = "auto"
    threads: int = 1

    def load(self, clock: Callable[[], float], progress: Progress = nobody) -> Detector:
        """The proven detector; ``clock`` is called right before and right after each inference."""
        return Detector.load(self.folder, self.variant, self.threads, clock, self.runtime, progress=progress)


def parse_contenders(text: str, folder: Path, find: Callable[[str], Path], threads: int = 1) -> List[Contender]:
    """Read ``[MODEL:]VARIANT[@RUNTIME],...`` (``int8,fp32``, ``runs/small:int8``, ``int8@openvino``).

    Args:
        folder: of the model where none is named.
        find: gives the folder of a model by name or path.

    Raises:
        LimphomeError: nothing named, something named twice, an unknown model, or one without that file.
    """
    found = [_parse(item.strip(), folder, find, threads) for item in text.split(",") if item.strip()]
    labels = [contender.label for contender in found]
    if not found or len(set(labels)) < len(labels):
        raise LimphomeError(f"compares '{text}'", "compare", "different [MODEL:]VARIANT[@RUNTIME], with commas between")
    return found


def _parse(item: str, folder: Path, find: Callable[[str], Path], threads: int) -> Contender:
    place, _, runtime = item.partition("@")
    model, colon, variant = place.rpartition(":")
    own = find(model) if colon else folder
    manifest = Manifest.load(own)
    chosen = choose_file(manifest, variant, runtime or "auto")
    manifest.file(chosen)
    label = f"{model}:{chosen}" if colon else chosen
    return Contender(f"{label}@{runtime}" if runtime else label, own, chosen, runtime or "auto", threads)
