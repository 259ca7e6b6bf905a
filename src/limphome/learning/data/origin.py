"""The data folder that a network learned from, as its manifest tells it."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Dict, Optional

from limphome.core import LimphomeError
from limphome.learning.data.listing import stated_digest
from limphome.perception.manifest import NAME, Manifest
from limphome.resources.config import make_config, option
from limphome.resources.user_path import need_folder

KEY = "data_folder"
"""Of the manifest's section ``training``; a network that learned from rendered yards has none."""


@dataclass(frozen=True)
class DataOrigin:
    """A folder of ``limphome data``."""

    name: str = option("", "of the folder, without its path")
    sha256: str = option("", "digest of the set, as its list of files gives it")

    @classmethod
    def of_folder(cls, folder: Path) -> "DataOrigin":
        """LimphomeError when ``limphome data`` did not write it."""
        need_folder(folder, "a folder that limphome data wrote")
        return cls(folder.resolve().name, stated_digest(folder))

    @classmethod
    def of_model(cls, manifest: Manifest) -> Optional["DataOrigin"]:
        """None for a network that learned from rendered yards, or elsewhere."""
        told = manifest.training.get(KEY)
        return None if told is None else make_config(cls, told, f"{manifest.folder / NAME}: training.{KEY}")

    def as_values(self) -> Dict[str, Any]:
        """What :meth:`of_model` reads."""
        return {KEY: asdict(self)}

    def __str__(self) -> str:
        return f"'{self.name}' (digest {self.sha256[:12]})"


def check_data(manifest: Manifest, data: Optional[Path]) -> Optional[DataOrigin]:
    """What a network learned from; LimphomeError for ``data`` that is not that folder."""
    origin = DataOrigin.of_model(manifest)
    if data is None:
        return origin
    here = DataOrigin.of_folder(data)
    if origin is None:
        allowed = "no --data: yards are rendered; limphome model evaluate --data measures on any folder"
        raise LimphomeError(f"{manifest.name} was not trained on a data folder", str(data), allowed)
    if here.sha256 != origin.sha256:
        raise LimphomeError(
            f"digest {here.sha256[:12]} is not that of the data that {manifest.name} was trained on", str(data), f"{origin}"
        )
    return origin


def need_data(manifest: Manifest, data: Optional[Path], instead: str) -> None:
    """As :func:`check_data`, and LimphomeError where a network learned from a folder and none is given.

    Args:
        instead: what may be given in place of the folder.
    """
    origin = check_data(manifest, data)
    if origin is not None and data is None:
        allowed = f"--data with that folder, or {instead}"
        raise LimphomeError(f"was trained on the data folder {origin}", str(manifest.folder), allowed)
