import shutil
from datetime import date
from pathlib import Path

import pytest

from limphome.learning.audit.audit_job import AuditJob
from limphome.learning.audit.subject import Subject
from limphome.resources.share import share_dir

MODEL = share_dir() / "models" / "perception" / "yard_detector"
TODAY = date(2027, 1, 2)


@pytest.fixture(scope="session")
def frames_cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("audit") / "frames"


@pytest.fixture(scope="session")
def subject(frames_cache) -> Subject:
    """The shipped model, with few frames."""
    return Subject(AuditJob(MODEL, frames_cache, frames_cache / "runs", TODAY, frames=64))


def without_record(folder):
    """Take away what a copied model folder tells of its training run."""
    for record in folder.glob("*-train"):
        shutil.rmtree(record)


@pytest.fixture
def spoilt(tmp_path, frames_cache):
    """Makes a subject of a copy of the model that a test has spoilt."""

    def make(spoil) -> Subject:
        folder = tmp_path / "model"
        shutil.copytree(MODEL, folder)
        spoil(folder)
        return Subject(AuditJob(folder, frames_cache, frames_cache / "runs", TODAY, frames=64))

    return make
