from dataclasses import replace

import numpy as np
from drives import good_drive

from limphome.cli.report.moved_metrics import moved_metrics


def test_cited_evidence_comes_first_then_what_moved():
    assert moved_metrics(good_drive()) == ["camera.difference", "perception.rate_hz"]


def test_without_evidence_the_moved_metrics_are_found():
    assert set(moved_metrics(replace(good_drive(), diagnoses=()))) == {"camera.difference", "perception.rate_hz"}


def test_metrics_that_are_not_finite_or_too_short_are_passed_over():
    odd = {"a.b": np.array([[1.0, 2.0], [3.0, 4.0]]), "c.d": np.array([np.arange(75.0), np.full(75, np.nan)])}
    assert moved_metrics(replace(good_drive(), metrics=odd)) == []


def test_no_fault_no_metric():
    assert moved_metrics(replace(good_drive(), faults=(), diagnoses=())) == []
