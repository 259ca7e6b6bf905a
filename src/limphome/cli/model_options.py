"""Arguments that the commands of ``limphome model`` share, and what they stand for."""

import os
from pathlib import Path
from typing import List

import typer

from limphome.core import LimphomeError

DEFAULT = "yard_detector"
MODEL = typer.Argument(DEFAULT, help="Name from models/perception, or a folder with a manifest.json.")
CACHE = typer.Option(Path("runs/frames"), help="Where rendered frames are kept and looked for.")


def find_model(name: str) -> Path:
    """Folder of a model given by name or path; LimphomeError lists those that exist."""
    from limphome.resources.share import share_dir

    if (Path(name) / "manifest.json").is_file():
        return Path(name)
    models = share_dir() / "models" / "perception"
    if (models / name / "manifest.json").is_file():
        return models / name
    known = ", ".join(sorted(path.parent.name for path in models.glob("*/manifest.json")))
    allowed = f"a folder with a manifest.json, or one of {known}"
    if os.path.exists(name):
        raise LimphomeError("is a folder without manifest.json" if os.path.isdir(name) else "is a file", name, allowed)
    raise LimphomeError(f"no model '{name}'", "MODEL", allowed)


def variants_of(text: str, folder: Path) -> List[str]:
    """Names of files of a model, from a list with commas; ``auto`` is the one for this CPU."""
    from limphome.perception.file_choice import choose_file
    from limphome.perception.manifest import Manifest

    manifest = Manifest.load(folder)
    names = [choose_file(manifest, name.strip()) for name in text.split(",") if name.strip()]
    if not names:
        raise LimphomeError(f"names '{text}'", "--variant", "auto or some of " + ", ".join(manifest.files))
    for name in names:
        manifest.file(name)
    return names
