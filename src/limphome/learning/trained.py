"""A trained network in torch."""

from dataclasses import dataclass
from pathlib import Path

import torch

from limphome.learning.network import Network
from limphome.learning.recipe import Recipe
from limphome.perception.manifest import Manifest


@dataclass(frozen=True, eq=False)
class Trained:
    """A network in evaluation mode, and the recipe that it was trained by."""

    network: Network
    recipe: Recipe

    @classmethod
    def load(cls, model: Path) -> "Trained":
        """From the checkpoint of a model folder."""
        manifest = Manifest.load(model)
        path, sha256 = manifest.side_files.get("checkpoint", ("", ""))
        manifest.read(path, sha256)
        recipe = Recipe.of(manifest)
        network = Network(recipe.network)
        network.load_state_dict(torch.load(model / path, weights_only=True))
        return cls(network.eval(), recipe)
