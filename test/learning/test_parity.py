"""A pair is the same thing everywhere: in the manifest, in a quantization, in the audit, in the swap while driving."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from limphome.core import Detections
from limphome.learning.figures.exam import Exam
from limphome.learning.parity import parity
from limphome.learning.predictions import Predictions
from limphome.perception.shadow.comparison import Comparison

from .conftest import draw_frames

pytestmark = pytest.mark.learning
THRESHOLDS = (0.5, 0.5, 0.5)
FIGURES = SimpleNamespace(map50_95=0.0)
BOX = (0.0, 0.0, 10.0, 10.0)
FAR = (50.0, 50.0, 60.0, 60.0)


def found(*rows):
    """Rows (frame, class, score, box)."""
    frame, class_ids, scores, boxes = zip(*rows) if rows else ((), (), (), ())
    return Predictions(
        np.array(frame, int), np.array(boxes, float).reshape(-1, 4), np.array(scores), np.array(class_ids, int), np.zeros((3, 1))
    )


def compare(parent, child):
    return parity(Exam(draw_frames(3, 0), THRESHOLDS), parent, child, FIGURES)


def shifted(pixels):
    return (pixels, 0.0, 10.0 + pixels, 10.0)


@pytest.mark.parametrize(
    ("name", "other", "kept"),
    [
        ("the same box", (2, 0, 0.9, BOX), 1.0),
        ("IoU 0.54", (2, 0, 0.9, shifted(3.0)), 1.0),
        ("IoU 0.43", (2, 0, 0.9, shifted(4.0)), 0.0),
        ("another class", (2, 1, 0.9, BOX), 0.0),
        ("another frame", (1, 0, 0.9, BOX), 0.0),
        ("not believed", (2, 0, 0.4, BOX), 0.0),
    ],
)
def test_a_pair_has_one_class_and_overlaps_by_half(name, other, kept):
    row = compare(found((2, 0, 0.9, BOX)), found(other))
    assert row["kept"] == kept, name
    assert row["added"] == (0.0 if row["kept"] or other[2] < 0.5 else 1.0)


def test_a_box_counts_once():
    row = compare(found((0, 0, 0.9, BOX)), found((0, 0, 0.9, BOX), (0, 0, 0.8, shifted(1.0))))
    assert (row["boxes"], row["kept"], row["added"]) == (1, 1.0, 0.5)


def test_a_parent_that_sees_nothing_shows_nothing():
    assert compare(found(), found())["kept"] == 0.0


def test_answers_that_are_not_finite_are_told():
    row = (2, 0, 0.9, BOX)
    assert "not_finite" not in compare(found(row), found(row))
    assert compare(found(row), replace(found(row), not_finite=2))["not_finite"] == 2.0


def test_it_is_what_is_compared_while_driving():
    rng = np.random.default_rng(0)
    parent = [(frame, int(rng.integers(3)), 0.9, BOX if rng.random() < 0.5 else FAR) for frame in (0, 0, 1, 1, 2, 2)]
    child = [(frame, class_id, 0.9, tuple(np.array(box) + rng.uniform(-2, 2))) for frame, class_id, _, box in parent[1:]]
    driving = Comparison()
    for index in range(3):
        driving.add(*(detections([row for row in rows if row[0] == index]) for rows in (parent, child)), 0.0, 0.0)
    row = compare(found(*parent), found(*child))
    assert (row["kept"], row["added"]) == (round(driving.kept, 5), round(driving.added, 5))
    assert 0 < row["kept"] < 1


def detections(rows):
    boxes = np.array([row[3] for row in rows], float).reshape(-1, 4)
    return Detections(0.0, boxes, np.array([row[2] for row in rows]), np.array([row[1] for row in rows], int))
