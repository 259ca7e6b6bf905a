"""Infrastructure: each defect is planted and must be found."""

import itertools
import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import onnx
import pytest
from onnx import helper

from limphome.core import Frame
from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.checks import golden_frame as golden_frame_check
from limphome.learning.audit.checks import training_reproducible as training_reproducible_check
from limphome.learning.audit.checks.damaged_file_refused import damaged_file_refused
from limphome.learning.audit.checks.golden_frame import Damage, golden_frame_catches_damage, judge_damages
from limphome.learning.audit.checks.latency_budget import judge_timings
from limphome.learning.audit.checks.numerical_stability import held_out_frames, numerically_stable, strange_pictures
from limphome.learning.audit.checks.robot_runtime import judge_files, robot_runtime_reads
from limphome.learning.audit.checks.rollback import ANYTHING, swap_and_back
from limphome.learning.audit.checks.run_recorded import find_record, judge_record, run_recorded
from limphome.learning.audit.checks.serving_equals_training import (
    SHAPES,
    judge_serving,
    serving_equals_training,
    shape_error,
)
from limphome.learning.audit.checks.specification import specification_agrees
from limphome.learning.audit.checks.training_reproducible import compare_runs, shortened, training_reproducible
from limphome.learning.audit.outcome import FAILED, PASSED, CannotRun
from limphome.learning.training_config import TrainingConfig
from limphome.perception.bench import Timing
from limphome.perception.detector import Detector
from limphome.perception.manifest import Manifest
from limphome.perception.picture_fit import PictureFit
from limphome.perception.shadow.model_swap import ModelSwap

from .conftest import MODEL, without_record

pytestmark = [pytest.mark.learning, pytest.mark.slow, pytest.mark.timeout(300)]
BOUNDS = AuditBounds()
OUTSIDE = onnx.TensorProto(dims=[1], data_type=1, data_location=onnx.TensorProto.EXTERNAL)


def test_the_training_gives_equal_bits(subject, monkeypatch):
    for name, few in (("STEPS", 2), ("FRAMES", 8), ("BATCH", 4)):
        monkeypatch.setattr(training_reproducible_check, name, few)
    frames = subject.held_out  # any will do, and these are there
    monkeypatch.setattr(subject, "sample", lambda split, count: frames.subset(np.arange(count)))
    outcome = training_reproducible(subject)
    assert outcome.status == PASSED, outcome.evidence
    assert "2 steps twice by 2 processes" in outcome.evidence  # as many as the recipe of the shipped network says


@pytest.mark.parametrize(("processes", "tried"), [(1, 1), (2, 2), (100, 8)])
def test_the_training_is_tried_by_as_many_processes_as_have_a_frame_each(processes, tried):
    short = shortened(TrainingConfig(processes=processes, steps=9000, batch=128))
    assert short.processes == tried
    assert short.batch == 8
    assert short.steps + short.settle_steps == 16


def test_a_training_that_depends_on_something_else_is_found():
    calls = itertools.count()
    assert compare_runs(lambda seed: bytes([seed])).status == PASSED
    assert compare_runs(lambda seed: bytes([seed, next(calls)])).status == FAILED
    assert compare_runs(lambda seed: b"same").status == FAILED  # a seed that changes nothing is a run that did nothing


@pytest.fixture
def record():
    training = Manifest.load(MODEL).training
    evaluation = {name: {"map50_95": one["map50_95"]} for name, one in training["evaluation"].items()}
    result = {"data_sha256": training["data"]["train"]["sha256"], "curves": {"train": [{"step": 1}]}, "evaluation": evaluation}
    return {"options": training["recipe"], "versions": {"python": "3"}, "commit": "abc", "result": result}


def test_the_record_of_the_run_is_found_by_data_and_recipe(tmp_path, record, subject):
    training = subject.manifest.training
    for name, one in (("20260101-000000-train", record), ("20260303-000000-train", {**record, "options": {}})):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text(json.dumps(one))
    when, found = find_record((tmp_path / "none", tmp_path), training)
    assert when == date(2026, 1, 1)
    assert judge_record(when, found, training).status == PASSED
    record["result"]["evaluation"]["int8"]["map50_95"] += 0.1  # quantized again since
    assert judge_record(when, record, training).status == PASSED
    record["result"]["evaluation"]["fp32"]["map50_95"] += 0.1
    assert judge_record(when, record, training).status == FAILED


def test_a_record_from_before_an_option_existed_is_found(tmp_path, record, subject):
    options = json.loads(json.dumps(record["options"]))
    del options["augmentation"]["zoom_most"]  # which is at its default
    (tmp_path / "20260101-000000-train").mkdir()
    (tmp_path / "20260101-000000-train" / "run.json").write_text(json.dumps({**record, "options": options}))
    assert find_record([tmp_path], subject.manifest.training) is not None
    options["training"]["seed"] += 1
    (tmp_path / "20260101-000000-train" / "run.json").write_text(json.dumps({**record, "options": options}))
    assert find_record([tmp_path], subject.manifest.training) is None


def test_without_a_record_nothing_is_said(spoilt):
    with pytest.raises(CannotRun, match="--runs"):
        run_recorded(spoilt(without_record))


def test_serving_equals_training(subject):
    outcome = serving_equals_training(subject)
    assert outcome.status == PASSED, outcome.evidence


@pytest.mark.parametrize(
    ("error", "kept", "added", "shapes"), [(0.5, 1.0, 0.0, 0.0), (0.0, 0.8, 0.0, 0.0), (0.0, 1.0, 0.2, 0.0), (0.0, 1.0, 0.0, 1.1)]
)
def test_serving_that_differs_is_found(error, kept, added, shapes):
    assert judge_serving(error, (kept, added), shapes, 40, BOUNDS).status == FAILED


def test_another_scale_of_pixels_is_found(spoilt):
    def spoil(folder):
        data = json.loads((folder / "manifest.json").read_text())
        data["input"]["scale"] = 1 / 240  # so little that the golden frame bears it
        (folder / "manifest.json").write_text(json.dumps(data))

    assert serving_equals_training(spoilt(spoil)).status == FAILED


def fits(trained, served):
    def spoil(folder):
        data = json.loads((folder / "manifest.json").read_text())
        data["input"].pop("fit")
        data["input"].update(served)
        data["training"]["recipe"]["network"].update(trained)
        (folder / "manifest.json").write_text(json.dumps(data))

    return spoil


def test_a_network_that_was_trained_and_is_served_letterboxed_passes(spoilt):
    outcome = serving_equals_training(spoilt(fits({"fit": "letterbox"}, {"fit": "letterbox"})))
    assert outcome.status == PASSED, outcome.evidence


def test_a_robot_that_stretches_what_the_training_letterboxed_is_found(spoilt):
    outcome = serving_equals_training(spoilt(fits({"fit": "letterbox"}, {})))
    assert outcome.status == FAILED
    assert "1280x720" in outcome.evidence


@pytest.mark.parametrize("served", [{"fit": "stretch"}, {"fit": "letterbox", "centred": False}, {"fit": "letterbox", "pad": 0}])
def test_pictures_fitted_otherwise_than_in_the_training_are_found(spoilt, served):
    subject = spoilt(fits({"fit": "letterbox"}, served))
    assert max(shape_error(subject, subject.held_out.images[:6], size) for size in SHAPES) > 1
    assert "fit: PictureFit" in specification_agrees(subject).evidence


@pytest.mark.parametrize("size", SHAPES)
def test_a_robot_that_does_not_ask_the_manifest_is_found(spoilt, monkeypatch, size):
    subject = spoilt(fits({"fit": "letterbox"}, {"fit": "letterbox"}))
    assert shape_error(subject, subject.held_out.images[:6], size) < 0.01
    monkeypatch.setattr(Manifest, "make_fit", lambda self: PictureFit(self.input.width, self.input.height, "stretch"))
    assert shape_error(subject, subject.held_out.images[:6], size) > 1


def test_a_damaged_file_is_refused(subject):
    outcome = damaged_file_refused(subject)
    assert outcome.status == PASSED, outcome.evidence


def test_a_loader_that_trusts_files_is_found(subject, monkeypatch):
    monkeypatch.setattr(Manifest, "read", lambda self, path, sha256: self.read_unchecked(path))
    outcome = damaged_file_refused(subject)
    assert outcome.status == FAILED
    assert subject.manifest.file(subject.variant).path in outcome.evidence.partition("all the same: ")[2]


def swap(kind=ModelSwap):
    return kind(Detector.load(MODEL), ANYTHING, Detector.load)


def test_the_way_back_works(subject):
    outcome = swap_and_back(swap(), MODEL, subject.detector.golden_image)
    assert outcome.status == PASSED, outcome.evidence


def test_a_way_back_that_leads_elsewhere_is_found(subject):
    class Elsewhere(ModelSwap):
        def roll_back(self, reason="asked for"):
            self.detector = Detector.load(MODEL, "int8_avx2")
            return True

    outcome = swap_and_back(swap(Elsewhere), MODEL, subject.detector.golden_image)
    assert outcome.status == FAILED
    assert "not equal" in outcome.evidence


def test_a_release_that_does_not_load_is_found(subject, tmp_path):
    outcome = swap_and_back(swap(), tmp_path, subject.detector.golden_image)
    assert outcome.status == FAILED
    assert "not promoted, failed: " in outcome.evidence
    assert "manifest.json" in outcome.evidence


def test_the_golden_frame_sees_damage(subject, monkeypatch):
    monkeypatch.setattr(golden_frame_check, "FRAMES", 16)  # enough to tell which of the damages do harm
    outcome = golden_frame_catches_damage(subject)
    assert outcome.status == PASSED, outcome.evidence
    assert "48 damages" in outcome.evidence


def test_a_golden_frame_that_sees_nothing_is_found():
    harmful, harmless = Damage(0.5, 0.4), Damage(0.1, 0.01)
    assert judge_damages([harmful, harmless], 2, BOUNDS).status == FAILED
    assert judge_damages([Damage(float("nan"), 0.4), harmless], 2, BOUNDS).status == PASSED
    with pytest.raises(CannotRun):
        judge_damages([harmless], 1, BOUNDS)


def test_extreme_inputs_give_finite_boxes(subject):
    outcome = numerically_stable(subject)
    assert outcome.status == PASSED, outcome.evidence


def test_held_out_frames_whose_answer_is_not_finite_are_found(subject):
    assert held_out_frames(subject) == []
    seen = replace(subject.predictions(subject.variant), not_finite=3)
    assert held_out_frames(SimpleNamespace(variant="int8", predictions=lambda variant: seen)) == ["3 held-out frames"]


def test_without_held_out_frames_the_other_inputs_judge():
    def cannot_run(variant):
        raise CannotRun("no frames")

    assert held_out_frames(SimpleNamespace(variant="int8", predictions=cannot_run)) == []


def test_boxes_outside_the_picture_are_found():
    class Wild(Detector):
        def detect(self, frame):
            found = super().detect(Frame(frame.stamp_s, self.golden_image))
            return type(found)(0.0, found.boxes_xyxy + 300, found.scores, found.class_ids, found.class_names)

    assert "black" in strange_pictures(Wild.load(MODEL))


def timing(network_s):
    column = np.full(100, network_s) * (1 + 0.01 * np.sin(np.arange(100)))
    return Timing(before_s=0.1 * column, network_s=column, after_s=0.1 * column, cpu_s=column)


@pytest.mark.parametrize(("robot_s", "parent_s", "status"), [(0.001, 0.003, PASSED), (0.003, 0.002, FAILED), (0.08, 0.2, FAILED)])
def test_a_network_that_is_too_slow_is_found(robot_s, parent_s, status):
    assert judge_timings(timing(robot_s), timing(parent_s), BOUNDS).status == status


def test_the_shipped_files_suit_the_oldest_runtime(subject):
    outcome = robot_runtime_reads(subject)
    assert outcome.status == PASSED, outcome.evidence


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda model: setattr(model, "ir_version", 11), "IR 11"),
        (lambda model: setattr(model.opset_import[0], "version", 21), "opset 21"),
        (lambda model: setattr(model.graph.node[0], "domain", "com.example"), "com.example"),
        (lambda model: setattr(model.graph.initializer[0], "data_location", onnx.TensorProto.EXTERNAL), "another file"),
        (lambda model: model.graph.node.append(helper.make_node("Constant", [], ["c"], value=OUTSIDE)), "another file"),
    ],
)
def test_a_file_that_the_oldest_runtime_cannot_read_is_found(spoil, said):
    model = onnx.load(MODEL / "yard_detector.plain.onnx")
    spoil(model)
    outcome = judge_files({"fp32": model})
    assert outcome.status == FAILED
    assert said in outcome.evidence
