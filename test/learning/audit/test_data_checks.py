"""Data: each defect is planted and must be found."""

from dataclasses import replace

import numpy as np
import pytest

from limphome.learning.audit.audit_job import AuditJob
from limphome.learning.audit.checks.frames_unchanged import compare_frames, frames_unchanged
from limphome.learning.audit.checks.labels_sound import labels_sound
from limphome.learning.audit.checks.splits_apart import compare_splits, splits_apart
from limphome.learning.audit.outcome import FAILED, PASSED, CannotRun
from limphome.learning.audit.subject import Subject
from limphome.learning.rendering import RenderJob, render

from .conftest import MODEL, TODAY

pytestmark = [pytest.mark.learning, pytest.mark.slow]
APART = {"train": {1, 2}, "validation": {3}, "held_out": {4}}


def test_the_shipped_splits_are_apart(subject, frames_cache):
    few = Subject(AuditJob(MODEL, frames_cache, frames_cache, TODAY, 24))
    few.held_out = subject.held_out  # 64 frames, which 8 of each other split are compared with, and all of the worlds
    outcome = splits_apart(few)
    assert outcome.status == PASSED, outcome.evidence
    assert "of 64 held-out frames: 0 of 8 train frames, 0 of 8 validation frames" in outcome.evidence


def test_a_shared_world_is_found(subject):
    outcome = compare_splits({**APART, "held_out": {2}}, subject.held_out, {})
    assert outcome.status == FAILED
    assert "shared 1" in outcome.evidence


def test_a_copied_frame_is_found_even_mirrored(subject):
    held_out = subject.held_out
    few = held_out.subset(np.arange(0, 64, 8))
    mirrored = replace(few, images=np.ascontiguousarray(few.images[:, :, ::-1]))
    outcome = compare_splits(APART, held_out, {"train": mirrored})
    assert outcome.status == FAILED
    assert "8 of 8 train frames" in outcome.evidence


def test_the_labels_of_the_simulator_are_sound(subject):
    outcome = labels_sound(subject)
    assert outcome.status == PASSED, outcome.evidence


@pytest.mark.parametrize("box", [(50, 50, 50, 90), (-900, 0, -800, 40), (np.nan, 0, 10, 10)])
def test_a_box_that_is_none_is_found(frames_cache, subject, box):
    labels = subject.held_out.labels.copy()
    labels["box"][3] = box
    bad = Subject(AuditJob(MODEL, frames_cache, frames_cache, TODAY, 64))
    bad.held_out = replace(subject.held_out, labels=labels)
    outcome = labels_sound(bad)
    assert outcome.status == FAILED
    assert "1 wrong" in outcome.evidence


def test_frames_drawn_again_are_the_same_and_any_change_is_found():
    kept = render(RenderJob("validation", 6, 2, 0, 1), lambda done: None)
    again = render(RenderJob("validation", 2, 1, 0, 1), lambda done: None)
    assert compare_frames(kept, kept.digest, again).status == PASSED
    assert compare_frames(kept, "0" * 64, again).status == FAILED
    images = again.images.copy()
    images[1, 0, 0, 0] ^= 1
    assert compare_frames(kept, kept.digest, replace(again, images=images)).status == FAILED
    labels = again.labels.copy()
    labels["distance_m"][0] += 1
    assert compare_frames(kept, kept.digest, replace(again, labels=labels)).status == FAILED


def test_without_the_frames_of_the_training_nothing_is_claimed(subject):
    with pytest.raises(CannotRun, match="validation-"):
        frames_unchanged(subject)
