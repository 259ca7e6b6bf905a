"""Distance, slices, groups, precision and recall, calibration: planted boxes with known answers."""

from dataclasses import replace

import numpy as np
import pytest

from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.figures.box_outcomes import BoxOutcomes, box_outcomes
from limphome.learning.figures.calibration import Calibration, calibration
from limphome.learning.figures.details import details
from limphome.learning.figures.distance import recall_by_distance
from limphome.learning.figures.exam import Exam
from limphome.learning.figures.fairness import compare_groups, difference_ci95
from limphome.learning.figures.reliability_plot import plot_reliability
from limphome.learning.figures.worst_slice import worst_slice
from limphome.learning.frame_set import LABEL
from limphome.learning.person_matches import PersonMatches, match_persons

from ..test_evaluation import BOX, FAR_BOX, SEEN, frame_set, predictions

pytestmark = pytest.mark.learning


def persons(distances, found):
    labels = np.zeros(len(distances), LABEL)
    labels["distance_m"] = distances
    return PersonMatches(labels, np.array(found, float), np.zeros(0), np.zeros(0, int), len(distances))


def test_recall_by_distance_counts_every_person_once():
    rows = recall_by_distance(persons([0.5, 1.5, 1.7, 8.0], [1, 1, 0, 0]), 0.5)
    assert [(row["from_m"], row["persons"], row["recall"]) for row in rows] == [(0.5, 1, 1.0), (1.0, 2, 0.5), (7.0, 1, 0.0)]


def test_precision_and_recall_of_a_class_at_its_threshold():
    frames = frame_set([SEEN, (0, 0, FAR_BOX, 1.0, 70, 4.0), (1, 0, BOX, 0.1, 90, 3.0)], 2)
    found = predictions([(0, 0, 0.9, BOX), (0, 0, 0.8, (100, 100, 130, 160)), (0, 0, 0.2, FAR_BOX), (1, 0, 0.9, BOX)])
    outcomes = box_outcomes(coco_evaluation(frames, found), 0)
    assert outcomes.labels == 2  # the hidden one neither counts nor is its box wrong
    assert outcomes.precision_recall(0.5) == (0.5, 0.5)
    assert outcomes.precision_recall(0.1) == (pytest.approx(2 / 3), 1.0)
    assert box_outcomes(coco_evaluation(frames, found), 1).precision_recall(0.5) == (None, None)


def test_scores_that_mean_what_they_say_have_no_calibration_error():
    right = np.arange(1000) < 700
    honest, boastful = (BoxOutcomes(np.full(1000, score), right, 1000) for score in (0.7, 0.95))
    assert calibration([honest], [0.0]).ece == pytest.approx(0.0, abs=1e-9)
    assert calibration([boastful], [0.0]).ece == pytest.approx(0.25)
    assert calibration([honest, boastful], [0.8, 0.0]).ece == pytest.approx(0.25)  # the first class' boxes are left out


def test_ece_of_two_bins_is_weighted_by_boxes():
    scores = np.array([0.1] * 30 + [0.9] * 10)
    right = np.array([False] * 30 + [True] * 5 + [False] * 5)
    assert calibration([BoxOutcomes(scores, right, 10)], [0.0]).ece == pytest.approx((30 * 0.1 + 10 * 0.4) / 40)


def test_the_reliability_plot_is_a_picture_with_equal_bytes(tmp_path):
    curve = Calibration(0.1, ((0.2, 0.1, 5), (0.9, 0.8, 5)))
    for name in ("first.svg", "second.svg", "third.png"):
        plot_reliability({"int8": curve}, tmp_path / name)
    assert (tmp_path / "first.svg").read_bytes() == (tmp_path / "second.svg").read_bytes()
    assert b"<svg" in (tmp_path / "first.svg").read_bytes()
    assert (tmp_path / "third.png").read_bytes().startswith(b"\x89PNG")


def test_a_small_group_is_not_called_worst():
    slices = {"few": {"recall": 0.1, "persons": 99}, "many": {"recall": 0.8, "persons": 100}}
    assert worst_slice(slices)["name"] == "many"
    assert worst_slice({"few": slices["few"]}) == {}


def test_difference_interval_is_that_of_the_textbook():
    # Newcombe 1998, table II, row (a) 56/70 - 48/80, method 10
    assert difference_ci95(56 / 70, 70, 48 / 80, 80) == pytest.approx((0.0524, 0.3339), abs=2e-4)


@pytest.mark.parametrize(
    ("children", "count", "verdict"),
    [(0.80, 5000, "equally well"), (0.60, 5000, "children are found less often"), (0.80, 20, "too few persons")],
)
def test_the_verdict_on_two_groups_needs_persons_enough(children, count, verdict):
    slices = {"children": {"recall": children, "persons": count}, "adults": {"recall": 0.8, "persons": count}}
    group = compare_groups(slices)["children and adults"]
    assert verdict in group["verdict"]
    low, high = group["difference_ci95"]
    assert low <= group["difference"] <= high


def test_details_have_every_key_and_see_who_is_overlooked():
    rows = [(index, 0, BOX, 1.0, 90, 3.0) for index in range(240)]
    frames = frame_set(rows, 240)
    frames.labels["is_child"] = np.arange(240) % 2 == 0
    frames.images[::3] = 40
    found = predictions([(index, 0, 0.9 if index % 2 else 0.3, BOX) for index in range(240)])
    exam = Exam(frames, (0.5, 0.5, 0.5))
    figures = details(exam, match_persons(frames, found), coco_evaluation(frames, found))
    assert set(figures) >= {"ece", "reliability", "per_class", "recall_by_distance", "slices", "worst_slice", "groups"}
    assert figures["worst_slice"]["name"] == "children"
    assert figures["per_class"]["person"]["recall"] == 0.5
    assert "children are found less" in figures["groups"]["children and adults"]["verdict"]
    assert figures["slices"]["dim pictures"]["persons"] == 240  # 0 and 40 are both dim


def test_details_are_of_the_class_called_person_or_of_nobody():
    rows = [(index, 1, BOX, 1.0, 90, 3.0) for index in range(120)]
    found = predictions([(index, 1, 0.6, BOX) for index in range(120)])
    frames = replace(frame_set(rows, 120), classes=("cone", "person"))
    exam = Exam(frames, (0.9, 0.5))
    figures = details(exam, match_persons(frames, found), coco_evaluation(frames, found))
    assert figures["slices"]["2 to 4 m"] == {"recall": 1.0, "persons": 120, "recall_ci95": pytest.approx([0.969, 1.0], abs=1e-3)}
    assert exam.figures(found)["person_recall_0p5_8m"] == 1.0
    frames = replace(frames, classes=("cone", "worker"))
    figures = details(Exam(frames, (0.9, 0.5)), match_persons(frames, found), coco_evaluation(frames, found))
    assert [figures[key] for key in ("slices", "worst_slice", "groups", "recall_by_distance")] == [None] * 4
    assert figures["per_class"]["worker"]["recall"] == 1.0
