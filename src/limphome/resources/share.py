"""Find launch, config and model files in every kind of install, from any working directory."""

import os
import sys
from pathlib import Path
from typing import Iterator

from limphome.core import LimphomeError
from limphome.resources.user_path import need_file


def _candidates() -> Iterator[Path]:
    here = Path(__file__).resolve()
    yield here.parents[3]  # the source tree: editable and symlink installs
    for parent in Path(__file__).parents:  # colcon and plain prefixes: <prefix>/lib/pythonX.Y/site-packages
        yield parent / "share" / "limphome"
    yield Path(sys.prefix) / "share" / "limphome"


def share_dir() -> Path:
    """The folder that holds ``launch/``, ``config/`` and ``models/``."""
    for folder in _candidates():
        if (folder / "config").is_dir() and (folder / "models").is_dir():
            return folder
    raise LimphomeError(
        "the share files of limphome are not installed", str(Path(__file__).parent), "pip install . or colcon build"
    )


def find_named(kind: str, name: str, suffix: str) -> Path:
    """A file given by name from the share folder or by path.

    Args:
        kind: folder below the share folder, e.g. ``config/scenarios``.
        name: ``clear_route``, or the path of a file of the user's.
        suffix: ``.yaml``.

    Raises:
        LimphomeError: lists the names that exist.
    """
    ours = share_dir() / kind / f"{name}{suffix}"
    if "/" not in name and ours.is_file():
        return ours
    if name.endswith(suffix) or "/" in name or os.path.exists(name):
        return need_file(Path(name), f"a path of a {suffix} file, or {_names(kind, suffix)}")
    raise LimphomeError(f"unknown name '{name}'", kind, _names(kind, suffix))


def _names(kind: str, suffix: str) -> str:
    found = sorted(path.stem for path in (share_dir() / kind).glob(f"*{suffix}"))
    return "one of " + ", ".join(found)
