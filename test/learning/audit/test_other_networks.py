"""The audit of a network that somebody else trained, and of other runtimes."""

import json
import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from limphome.learning.audit import runs_here
from limphome.learning.audit.audit_job import AuditJob
from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.checks import golden_frame, latency_budget, runtime_parity
from limphome.learning.audit.checks.quantization_parity import quantization_parity
from limphome.learning.audit.checks.runtime_parity import judge_runtimes, other_runtimes_agree, share_kept
from limphome.learning.audit.gate import audit, run_check
from limphome.learning.audit.outcome import FAILED, PASSED, SKIPPED, CannotRun
from limphome.learning.audit.subject import Subject
from limphome.learning.audit.table import CHECKS
from limphome.learning.predictions import Predictions
from limphome.perception import engine
from limphome.perception.importing.import_options import ImportOptions
from limphome.perception.importing.importer import import_model
from limphome.perception.manifest import NAME

from .conftest import MODEL, TODAY

pytestmark = [pytest.mark.learning, pytest.mark.slow, pytest.mark.timeout(300)]
BOUNDS = AuditBounds()
OF_ITS_TRAINING = {
    "splits_apart",
    "frames_unchanged",
    "thresholds_by_rule",
    "training_reproducible",
    "run_recorded",
    "serving_equals_training",
    "age",
}
OF_FEATURES = {"feature_guard", "no_skew"}


def imported(folder, classes=("person", "cone", "crate"), runtime="onnxruntime"):
    """The shipped network as a stranger's."""
    folder.mkdir()
    shutil.copy(MODEL / "yard_detector.plain.onnx", folder / "stranger.onnx")
    said = {"input": {"colour": "rgb", "scale": 1 / 255, "mean": [0.0] * 3, "std": [1.0] * 3, "fit": "stretch"}}
    options = ImportOptions(classes=classes, min_score=0.5, sections=said, runtime=runtime)
    import_model(folder / "stranger.onnx", MODEL / "golden.png", folder / "model", options)
    return folder / "model"


def with_int8(model):
    """An INT8 file for every CPU, in its parent's runtime as a quantization writes it: what it sees is what its parent sees."""
    data = json.loads((model / NAME).read_text())
    data["files"]["int8_avx2"] = {**data["files"]["fp32"], "precision": "int8"}
    (model / NAME).write_text(json.dumps(data))
    return model


def subject_of(folder, frames_cache):
    return Subject(AuditJob(folder, frames_cache, frames_cache / "runs", TODAY, frames=64))


def test_every_check_that_can_run_on_an_imported_network_does(tmp_path, frames_cache, monkeypatch):
    for check, name, few in ((golden_frame, "SEEDS", 3), (golden_frame, "FRAMES", 8), (latency_budget, "SECONDS", 0.3)):
        monkeypatch.setattr(check, name, few)
    report = audit(subject_of(imported(tmp_path / "in"), frames_cache), False, lambda text: None)
    rows = {row.name: (row.status, row.evidence) for row in report.rows}
    skipped = {name for name, (status, _) in rows.items() if status == SKIPPED}
    assert skipped - {"runtime_parity", "worst_slice"} == OF_ITS_TRAINING | OF_FEATURES | {"quantization_parity"}
    assert all("imported network" in rows[name][1] for name in OF_ITS_TRAINING | OF_FEATURES)
    assert "no INT8 file" in rows["quantization_parity"][1]
    assert report.missing == []  # what asks for its training, or for an INT8 file, is not essential here
    for name in ("beats_baseline", "specification", "damaged_file_refused", "rollback", "health_complete", "robot_runtime"):
        assert rows[name][0] == PASSED, rows[name]
    assert rows["worst_slice"][0] != SKIPPED or "more --frames" in rows["worst_slice"][1]


def test_a_network_that_knows_other_things_is_not_judged_by_the_yard(tmp_path, frames_cache):
    subject = subject_of(imported(tmp_path / "in", ("cat", "dog", "cow")), frames_cache)
    of_persons = {"beats_baseline", "worst_slice", "equal_care", "nothing_in_nothing"}
    found = {
        check.name: run_check(check, subject, False) for check in CHECKS if check.name in {*of_persons, "damaged_file_refused"}
    }
    assert found.pop("damaged_file_refused").status == PASSED
    assert found.keys() == of_persons
    for outcome in found.values():
        assert outcome.status == SKIPPED
        assert "person" in outcome.evidence
    checks = [check for check in CHECKS if check.name == "beats_baseline"]
    assert "beats_baseline" in audit(subject, True, lambda text: None, checks).missing


def test_openvino_sees_what_onnx_runtime_sees(subject):
    pytest.importorskip("openvino", reason="needs the extra [openvino]")
    outcome = other_runtimes_agree(subject)
    assert outcome.status == PASSED, outcome.evidence
    assert "fp32@openvino" in outcome.evidence


def test_int8_for_openvino_is_judged_in_openvino(tmp_path, frames_cache, monkeypatch):
    pytest.importorskip("openvino", reason="needs the extra [openvino]")
    judged, ran = subject_of(with_int8(imported(tmp_path / "in", runtime="openvino")), frames_cache), []
    make = engine._openvino
    monkeypatch.setattr(engine, "_openvino", lambda *given: ran.append("openvino") or make(*given))
    outcome = quantization_parity(judged)
    assert outcome.status == PASSED, outcome.evidence
    assert "int8_avx2: mAP" in outcome.evidence
    assert "kept 1.0000, added 0.0000" in outcome.evidence
    assert ran == ["openvino"] * 2


def test_int8_for_a_runtime_that_is_not_here_is_told_truly(tmp_path, frames_cache, monkeypatch):
    judged = subject_of(with_int8(imported(tmp_path / "in")), frames_cache)
    monkeypatch.setattr(runs_here, "find_spec", lambda name: None)
    with pytest.raises(CannotRun, match=r"fp32 is for onnxruntime, which is not installed.*int8_avx2 is for onnxruntime"):
        quantization_parity(judged)


def seen(*rows):
    table = np.array(rows, np.float64).reshape(-1, 6)
    columns = (np.zeros(len(table), int), table[:, :4], table[:, 4], table[:, 5].astype(int))
    return Predictions(*columns, np.zeros((1, 0)))


def test_a_runtime_that_sees_something_else_is_found():
    one, other = (0, 0, 10, 10, 0.9, 0), (50, 50, 60, 60, 0.8, 0)
    thresholds = (0.5, 0.5, 0.5)
    assert share_kept(seen(one), seen(one, (*other[:4], 0.3, 0)), thresholds, 1) == (1.0, 0.0)
    assert share_kept(seen(one), seen(one, other), thresholds, 1) == (1.0, 0.5)
    assert share_kept(seen(), seen(one), thresholds, 1) == (1.0, 1.0)
    assert judge_runtimes({"fp32@openvino": (1.0, 0.0)}, {}, 1, BOUNDS).status == PASSED
    assert judge_runtimes({"fp32@openvino": (1.0, 0.5)}, {}, 1, BOUNDS).status == FAILED
    assert judge_runtimes({"fp32@openvino": (0.5, 0.0)}, {}, 1, BOUNDS).status == FAILED


def test_tensorrts_file_elsewhere_is_told_and_judges_nobody():
    outcome = judge_runtimes({"fp32@openvino": (1.0, 0.0), "trt@openvino": (1.0, 0.5)}, {}, 1, BOUNDS)
    assert outcome.status == PASSED
    assert "added 0.5000 (not judged: TensorRT's file)" in outcome.evidence


def test_where_nothing_was_compared_nothing_is_proved():
    with pytest.raises(CannotRun, match="nothing to compare in 1 frames"):
        share_kept(seen(), seen(), (0.5, 0.5, 0.5), 1)
    with pytest.raises(CannotRun, match=r"int8@openvino does not load: no such operator; trt@openvino \(not judged"):
        judge_runtimes({"trt@openvino": (1.0, 0.0)}, {"int8@openvino": "does not load: no such operator"}, 1, BOUNDS)


class OneFrame:
    images = np.zeros((1, 1, 1, 3), np.uint8)

    def __len__(self):
        return 1


def test_a_file_that_sees_nothing_is_told_and_the_others_are_judged(monkeypatch):
    monkeypatch.setattr(runtime_parity, "find_spec", lambda name: name)
    found = {"fp32": seen((0, 0, 10, 10, 0.9, 0)), "int8": seen()}
    blind = SimpleNamespace(
        held_out=OneFrame(),
        variants=lambda: tuple(found),
        any_predictor=lambda variant, runtime: SimpleNamespace(predict=lambda images: found[variant]),
        thresholds=(0.5, 0.5, 0.5),
        asked=SimpleNamespace(bounds=BOUNDS),
    )
    outcome = other_runtimes_agree(blind)
    assert outcome.status == PASSED
    assert "int8@openvino sees no box, as expected: nothing to compare in 1 frames" in outcome.evidence
    found.pop("fp32")
    with pytest.raises(CannotRun, match="int8@openvino sees no box"):
        other_runtimes_agree(blind)


def test_a_file_that_a_runtime_does_not_read_is_told():
    outcome = judge_runtimes({"fp32@openvino": (1.0, 0.0)}, {"int8@openvino": "does not load: no such operator"}, 1, BOUNDS)
    assert outcome.status == PASSED
    assert "int8@openvino does not load: no such operator" in outcome.evidence
    with pytest.raises(CannotRun, match="no such operator"):
        judge_runtimes({}, {"int8@openvino": "does not load: no such operator"}, 1, BOUNDS)
