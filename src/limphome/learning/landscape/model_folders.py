"""Networks that exist already."""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Mapping

from limphome.learning.landscape.candidate import Candidate


@dataclass(frozen=True)
class ModelFolders:
    """Model folders by label; nothing is trained."""

    folders: Mapping[str, Path]

    def model(self, candidate: Candidate, progress: Callable[..., None]) -> Path:
        """The folder that a candidate names."""
        return self.folders[candidate.model]
