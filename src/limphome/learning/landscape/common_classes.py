"""Classes in which networks can be compared that were not made for the same ones."""

from pathlib import Path
from typing import Mapping, Sequence, Tuple

from limphome.core import LimphomeError
from limphome.learning.shared_classes import some_names
from limphome.perception.manifest import Manifest


def common_classes(folders: Mapping[str, Path], labelled: Sequence[str]) -> Tuple[str, ...]:
    """Those of the labelled classes that every network has a name for, so that mAP is of the same things for all.

    A network that knows none of them is not asked: it cannot be measured, and is refused when its turn comes.

    Args:
        folders: models by label; none ask for nothing.

    Raises:
        LimphomeError: each knows some, but no class is known to all.
    """
    known = {label: [name for name in labelled if name in Manifest.load(folder).classes] for label, folder in folders.items()}
    judged = {label: names for label, names in known.items() if names}
    common = tuple(name for name in labelled if all(name in names for names in judged.values()))
    if not common:
        told = "; ".join(f"{label} knows {some_names(names)}" for label, names in judged.items())
        raise LimphomeError(f"no class that all models know: {told}", "landscape", "--models with a class in common")
    return common
