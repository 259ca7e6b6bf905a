"""What ``limphome model train`` is asked for."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping, Optional

from limphome.learning.device import CPU


@dataclass(frozen=True)
class TrainingJob:
    """One training from frames to a model folder.

    Attributes:
        out: model folder to write. recipe: YAML file that decides the rest.
        cache: folder for rendered frames.
        changes: options of the training that replace those of the recipe; ``steps`` alone make all of it shorter or longer.
        data: folder of ``limphome data`` to learn from, in place of rendered frames.
        start: model folder to begin with, in place of drawn weights; its network is kept.
        anyway: train although something is wrong with the frames.
        device: what to learn on, see :mod:`limphome.learning.device`.
    """

    out: Path
    recipe: Path
    cache: Path
    changes: Mapping[str, Any] = field(default_factory=dict)
    data: Optional[Path] = None
    start: Optional[Path] = None
    anyway: bool = False
    device: str = CPU
