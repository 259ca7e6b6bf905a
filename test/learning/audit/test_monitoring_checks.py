"""Monitoring: each defect is planted and must be found."""

from datetime import date

import numpy as np
import pytest

from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.checks.age import judge_age, not_stale
from limphome.learning.audit.checks.feature_guard import feature_guard_speaks, judge_guard, watch
from limphome.learning.audit.checks.file_scrubbed import changed_file_seen, damage_while_loaded
from limphome.learning.audit.checks.health_complete import health_complete, judge_numbers
from limphome.learning.audit.checks.no_skew import judge_distances, no_skew
from limphome.learning.audit.damaged_copy import copy_of
from limphome.learning.audit.outcome import FAILED, PASSED, CannotRun
from limphome.perception.detector import Detector

from .conftest import MODEL, TODAY, without_record

pytestmark = [pytest.mark.learning, pytest.mark.slow]
BOUNDS = AuditBounds()


@pytest.mark.parametrize("check", [feature_guard_speaks, changed_file_seen, health_complete, no_skew])
def test_the_shipped_network_passes(check, subject):
    outcome = check(subject)
    assert outcome.status == PASSED, outcome.evidence


def test_a_guard_that_always_or_never_speaks_is_found():
    loud, silent = (True, 6.0), (False, 1.0)
    assert judge_guard(silent, {"camera.noise:5": loud}).status == PASSED
    assert judge_guard(loud, {"camera.noise:5": loud}).status == FAILED
    assert judge_guard(silent, {"camera.noise:5": silent}).status == FAILED
    assert "deal more worlds" in judge_guard(loud, {"camera.noise:5": loud}).evidence
    assert "mend" not in judge_guard(silent, {"camera.noise:5": silent}).evidence  # more worlds would not make it speak


def test_the_guard_is_that_of_the_supervisor():
    assert watch([1.0] * 30) == (False, 1.0)
    assert watch([1.0] * 10 + [50.0] * 20)[0]


def test_a_self_check_that_never_looks_at_the_file_is_found():
    class Lazy(Detector):
        def _file_is_whole(self, file):
            return True

    with copy_of(MODEL) as copy:
        detector = Lazy.load(copy)
        outcome = damage_while_loaded(detector, copy / detector.manifest.file(detector.variant).path)
    assert outcome.status == FAILED


@pytest.mark.parametrize("metrics", [{"golden_error": 0.1}, {"golden_error": 0.1, "digest_ok": float("nan")}])
def test_a_number_that_is_missing_is_found(metrics):
    assert judge_numbers({"golden_error": 0.1, "digest_ok": 1.0}, ["golden_error", "digest_ok"]).status == PASSED
    outcome = judge_numbers(metrics, ["golden_error", "digest_ok"])
    assert outcome.status == FAILED
    assert outcome.evidence.endswith("digest_ok")


def test_features_of_another_place_are_found():
    assert judge_distances(np.full(50, 1.0), BOUNDS).status == PASSED
    assert judge_distances(np.full(50, 5.0), BOUNDS).status == FAILED
    assert "deal more worlds" in judge_distances(np.full(50, 5.0), BOUNDS).evidence
    assert "mend" not in judge_distances(np.full(50, 1.0), BOUNDS).evidence
    assert judge_distances(np.full(50, 0.1), BOUNDS).status == FAILED  # statistics far too wide see nothing


@pytest.mark.parametrize(("trained", "status"), [((2026, 12, 1), PASSED), ((2025, 1, 1), FAILED), ((2028, 1, 1), FAILED)])
def test_an_old_network_is_found(trained, status):
    assert judge_age(date(*trained), TODAY, 365).status == status


def test_without_a_record_no_age_is_claimed(spoilt):
    with pytest.raises(CannotRun, match="--runs"):
        not_stale(spoilt(without_record))
