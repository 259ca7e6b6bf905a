"""Evaluation, audit and landscape tell of an engine that a runtime builds for them, and have it built as a robot would."""

from datetime import date

import pytest

from building import BUILDING, build_on_the_cpu
from hanging import MODEL
from limphome.learning.any_predictor import make_predictor
from limphome.learning.audit.audit_job import AuditJob
from limphome.learning.audit.subject import Subject
from limphome.learning.landscape.candidate import Candidate
from limphome.learning.landscape.laboratory import Laboratory
from limphome.learning.landscape.model_folders import ModelFolders
from limphome.learning.listener import Nobody
from limphome.perception.manifest import Manifest
from limphome.resources.power.meters import Meters

from .conftest import draw_frames

pytestmark = pytest.mark.learning


class Lines(Nobody):
    def __init__(self):
        self.lines = []

    def tell(self, text):
        self.lines.append(text)


@pytest.mark.parametrize(("variant", "precision"), [("trt", "int8"), ("fp32", "fp32")])
def test_a_file_is_measured_in_the_precision_that_it_drives_in(monkeypatch, variant, precision):
    asked, told = build_on_the_cpu(monkeypatch), []
    manifest = Manifest.load(MODEL).with_runtime(variant, "tensorrt")
    make_predictor(manifest, variant, manifest.classes, lambda *row: told.append(row))
    ((_, options),) = asked
    assert options.precision == precision
    assert told == [(BUILDING, 5, 0)]


@pytest.mark.parametrize("batch", [1, 2])
def test_a_landscape_tells_of_engines(monkeypatch, batch):
    asked, told = build_on_the_cpu(monkeypatch), []
    frames = draw_frames(8, 0)
    laboratory = Laboratory(ModelFolders({"yard": MODEL}), frames, frames.images[0], Meters((), {}), lambda *step: None)
    laboratory.building = lambda *row: told.append(row)
    assert laboratory.racer(Candidate(model="yard", precision="trt", runtime="tensorrt", batch=batch))
    assert [options.precision for _, options in asked] == ["int8", "int8"]
    assert len(told) == 2  # for the accuracy, and to be timed


def test_the_audit_tells_of_engines(monkeypatch, tmp_path):
    build_on_the_cpu(monkeypatch)
    listener = Lines()
    subject = Subject(AuditJob(MODEL, tmp_path, tmp_path, date(2026, 1, 1)), listener)
    subject.any_predictor("trt", "tensorrt")
    assert listener.lines == [f"{BUILDING}: 5"]
