import importlib
import json
import shutil
import sys
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


RUNTIMES = """
from limphome.perception.engine import EngineOptions
from limphome.perception.onnx_engine import OnnxEngine
from limphome.perception.onnx_runtime import OnnxRuntime

pushed = []

class Abacus:
    def __init__(self, model, threads):
        self._inner, self._threads = OnnxRuntime(model, threads), threads

    def run(self, picture):
        pushed.append(("abacus", self._threads))
        return self._inner.run(picture)

class Slate:
    def __init__(self, model, threads):
        self._inner, self._threads = OnnxEngine(model, EngineOptions(threads), "onnxruntime"), threads
        self.inputs, self.outputs = self._inner.inputs, self._inner.outputs

    def run(self, feeds):
        pushed.append(("slate", self._threads))
        return self._inner.run(feeds)
"""
ENTRY_POINTS = """
[limphome.runtimes]
abacus = counting_house:Abacus
slate = counting_house:Slate
"""


@pytest.fixture
def counting_house(tmp_path, monkeypatch):
    """A package, installed, that brings a runtime for networks of ours and one for any; the module that they are in."""
    facts = tmp_path / "site" / "counting_house-1.0.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: counting-house\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(ENTRY_POINTS)
    (tmp_path / "site" / "counting_house.py").write_text(RUNTIMES)
    monkeypatch.syspath_prepend(tmp_path / "site")
    yield importlib.import_module("counting_house")
    del sys.modules["counting_house"]
