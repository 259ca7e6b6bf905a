"""Files of a model folder that are not handed out."""

import json
from pathlib import Path
from typing import Collection

from limphome.learning.model_card import model_card
from limphome.perception.manifest import NAME


def withhold(folder: Path, variants: Collection[str]) -> None:
    """Take files of a network of ours out of its folder: bytes, entries, figures, and what the model card says of them."""
    if not variants:
        return
    data = json.loads((folder / NAME).read_text())
    for variant in variants:
        (folder / data["files"].pop(variant)["path"]).unlink()
        data["training"]["evaluation"].pop(variant, None)
    (folder / NAME).write_text(json.dumps(data, indent=1))
    (folder / "MODEL_CARD.md").write_text(model_card(data))
