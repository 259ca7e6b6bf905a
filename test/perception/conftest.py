import json
import shutil
from pathlib import Path

import pytest

from limphome.perception.detector import Detector
from limphome.perception.manifest import digest
from limphome.resources.share import share_dir

MODEL = share_dir() / "models" / "perception" / "yard_detector"


@pytest.fixture(scope="session")
def model_folder() -> Path:
    return MODEL


@pytest.fixture(scope="session")
def detector() -> Detector:
    return Detector.load(MODEL)


class ModelCopy:
    """A copy of the shipped model that a test may spoil."""

    def __init__(self, folder: Path, variant: str) -> None:
        self.folder, self.variant = folder, variant

    @property
    def path(self) -> Path:
        """File of the variant that this CPU takes."""
        return self.folder / self.manifest()["files"][self.variant]["path"]

    def manifest(self) -> dict:
        return json.loads((self.folder / "manifest.json").read_text())

    def change(self, edit) -> None:
        """Let ``edit`` change the manifest."""
        manifest = self.manifest()
        edit(manifest)
        (self.folder / "manifest.json").write_text(json.dumps(manifest))

    def replace(self, content: bytes) -> None:
        """Another network, with its right digest in the manifest."""
        self.path.write_bytes(content)
        self.change(lambda manifest: manifest["files"][self.variant].update(sha256=digest(content)))


@pytest.fixture
def model_copy(tmp_path, detector) -> ModelCopy:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    return ModelCopy(folder, detector.variant)
