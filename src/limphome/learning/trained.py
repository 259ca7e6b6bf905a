"""A trained network in torch."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Optional

import torch

from limphome.learning.network import Network
from limphome.learning.recipe import Recipe
from limphome.perception.manifest import Manifest


@dataclass(frozen=True, eq=False)
class Trained:
    """A network in evaluation mode.

    Attributes:
        recipe: that it was trained by.
        learned_from: what its manifest tells of the frames that it learned from; None while it has no manifest.
    """

    network: Network
    recipe: Recipe
    learned_from: Optional[Mapping[str, Any]] = None

    @classmethod
    def load(cls, model: Path) -> "Trained":
        """From the checkpoint of a model folder."""
        manifest = Manifest.load(model)
        path, sha256 = manifest.side_files.get("checkpoint", ("", ""))
        manifest.read(path, sha256)
        recipe = Recipe.of(manifest)
        network = Network(recipe.network)
        network.load_state_dict(torch.load(model / path, weights_only=True))
        return cls(network.eval(), recipe, manifest.training.get("data", {}).get("train"))
