"""Model: each defect is planted and must be found."""

import json
from dataclasses import replace

import numpy as np
import pytest

from limphome.learning.audit.audit_job import AuditJob
from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.checks.beats_baseline import beats_baseline, guess_from_others
from limphome.learning.audit.checks.equal_care import equal_care, judge_groups
from limphome.learning.audit.checks.quantization_parity import judge_parity, quantization_parity
from limphome.learning.audit.checks.specification import specification_agrees
from limphome.learning.audit.checks.thresholds_by_rule import judge_thresholds, thresholds_by_rule
from limphome.learning.audit.checks.worst_slice import judge_slices
from limphome.learning.audit.gate import run_check
from limphome.learning.audit.outcome import FAILED, PASSED, SKIPPED, CannotRun
from limphome.learning.audit.subject import Subject
from limphome.learning.audit.table import CHECKS
from limphome.learning.thresholds import choose_thresholds

from .conftest import MODEL, TODAY

pytestmark = [pytest.mark.learning, pytest.mark.slow]
BOUNDS = AuditBounds()


def edit(change):
    """Spoils the manifest."""

    def spoil(folder):
        data = json.loads((folder / "manifest.json").read_text())
        change(data)
        (folder / "manifest.json").write_text(json.dumps(data))

    return spoil


def test_the_shipped_network_beats_a_guess(subject):
    outcome = beats_baseline(subject)
    assert outcome.status == PASSED, outcome.evidence


def test_a_network_that_guesses_is_found(subject, frames_cache):
    guesser = Subject(AuditJob(MODEL, frames_cache, frames_cache, TODAY, 64))
    guesser._found[guesser.variant] = guess_from_others(guesser.held_out)
    assert beats_baseline(guesser).status == FAILED


def slices(recall, persons):
    return {"children": {"recall": recall, "persons": persons, "recall_ci95": [recall - 0.02, recall + 0.02]}}


def test_a_slice_that_is_much_overlooked_is_found():
    assert judge_slices(slices(0.70, 500), 0.9, 0.7).status == PASSED
    outcome = judge_slices(slices(0.50, 500), 0.9, 0.7)
    assert outcome.status == FAILED
    assert "children" in outcome.evidence
    with pytest.raises(CannotRun, match="--frames"):
        judge_slices(slices(0.1, 20), 0.9, 0.7)


def test_the_slices_are_measured_on_this_network(subject, frames_cache):
    blind = Subject(AuditJob(MODEL, frames_cache, frames_cache, TODAY, 64))
    found = subject.predictions(subject.variant)
    scores = np.where((found.class_ids == subject.person) & (found.boxes[:, 3] - found.boxes[:, 1] < 60), 0.03, found.scores)
    blind._found[blind.variant] = type(found)(found.frame, found.boxes, scores, found.class_ids, found.features)
    assert blind.details["slices"]["4 to 8 m"]["recall"] < subject.details["slices"]["4 to 8 m"]["recall"]
    check = next(check for check in CHECKS if check.name == "worst_slice")
    assert run_check(check, subject, False).status == SKIPPED  # 64 frames show too few persons to call a slice worst


@pytest.mark.parametrize(("interval", "status"), [((-0.05, 0.02), PASSED), ((-0.3, -0.2), FAILED), ((0.15, 0.2), FAILED)])
def test_a_group_that_is_found_less_is_found(interval, status):
    groups = {"children and adults": {"difference": sum(interval) / 2, "difference_ci95": interval}}
    assert judge_groups(groups, 0.1).status == status
    with pytest.raises(CannotRun):
        judge_groups({}, 0.1)


def test_the_groups_are_those_of_the_frames(subject):
    assert "children and adults" in equal_care(subject).evidence


def test_the_shipped_int8_files_agree_with_their_parent(subject):
    outcome = quantization_parity(subject)
    assert outcome.status == PASSED, outcome.evidence
    names = [name for name, file in subject.manifest.files.items() if file.precision == "int8"]
    assert "trt" in names
    assert all(f"{name}: mAP" in outcome.evidence or f"{name} does not run here" in outcome.evidence for name in names)


@pytest.mark.parametrize(("saturating", "left"), [(True, ("fp32", "int8_avx2")), (False, ("fp32", "int8", "int8_avx2", "trt"))])
def test_files_whose_sums_saturate_on_this_cpu_judge_nobody(subject, monkeypatch, saturating, left):
    monkeypatch.setattr("limphome.learning.audit.subject.saturates", lambda flags: saturating)
    assert subject.variants() == left


def test_a_file_of_tensorrt_that_sees_less_is_found(frames_cache):
    judged = Subject(AuditJob(MODEL, frames_cache, frames_cache, TODAY, 64))
    if "trt" not in judged.variants():
        pytest.skip("TensorRT's file saturates on this CPU")
    found = judged.predictions("trt")
    rows = np.arange(len(found.scores)) % 10 != 0  # a tenth of its boxes is lost
    columns = (found.frame[rows], found.boxes[rows], found.scores[rows], found.class_ids[rows])
    judged._found["trt"] = type(found)(*columns, found.features)
    outcome = quantization_parity(judged)
    assert outcome.status == FAILED
    assert "trt: mAP" in outcome.evidence


def test_a_file_that_was_left_out_is_named():
    good = {"map_loss": 0.001, "kept": 0.99, "added": 0.01}
    outcome = judge_parity({"int8_avx2": good}, BOUNDS, ["int8", "trt"])
    assert outcome.status == PASSED
    assert "int8 does not run here as meant, not judged; trt does not run here" in outcome.evidence


@pytest.mark.parametrize("change", [{"map_loss": 0.02}, {"kept": 0.9}, {"added": 0.1}])
def test_a_worse_int8_file_is_found(change):
    good = {"map_loss": 0.001, "kept": 0.99, "added": 0.01}
    assert judge_parity({"int8": good}, BOUNDS).status == PASSED
    assert judge_parity({"int8": good, "int8_avx2": {**good, **change}}, BOUNDS).status == FAILED


def test_thresholds_that_nobody_fitted_are_found(spoilt, frames_cache, subject):
    frames = subject.sample("validation", 64)
    fitted = choose_thresholds(frames, subject.predictor("int8").predict(frames.images))
    assert judge_thresholds(fitted, fitted, 64).status == PASSED
    assert judge_thresholds((0.2, *fitted[1:]), fitted, 64).status == FAILED
    with pytest.raises(CannotRun, match="limphome model train"):
        thresholds_by_rule(subject)


def test_thresholds_are_fitted_again_where_the_frames_are(spoilt, tmp_path, subject):
    recipe = subject.trained.recipe
    subject.sample("validation", 64).save(tmp_path / "frames" / recipe.jobs()["validation"].folder_name)
    other = spoilt(edit(lambda data: data["decoder"].update(min_scores=[0.11, 0.12, 0.13])))
    elsewhere = Subject(replace(other.asked, cache=tmp_path / "frames"))
    assert thresholds_by_rule(elsewhere).status == FAILED


def test_recipe_checkpoint_manifest_and_files_agree(subject):
    outcome = specification_agrees(subject)
    assert outcome.status == PASSED, outcome.evidence


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data["classes"].reverse(), "classes"),
        (lambda data: data["training"].update(parameters=7), "parameters"),
        (lambda data: data["decoder"].update(strides=[8, 16, 64]), "strides"),
        (lambda data: data["training"]["recipe"]["network"].update(head=32), "size mismatch"),
        (lambda data: data["files"]["fp32"].update(sha256="0" * 64), "digest"),
    ],
)
def test_a_specification_that_disagrees_is_found(spoilt, change, said):
    check = next(check for check in CHECKS if check.name == "specification")
    outcome = run_check(check, spoilt(edit(change)), False)
    assert outcome.status == FAILED
    assert said in outcome.evidence


def test_a_folder_without_checkpoint_is_not_judged_by_it(spoilt):
    check = next(check for check in CHECKS if check.name == "specification")
    outcome = run_check(check, spoilt(edit(lambda data: data["side_files"].pop("checkpoint"))), False)
    assert (outcome.status, outcome.evidence) == (SKIPPED, "the folder has no checkpoint")
