"""The forms in which exporters leave boxes, each from one graph that ends in the operator NonMaxSuppression."""

import numpy as np
import pytest
from comparison import assert_same
from standard_operators import suppress

from limphome.core import LimphomeError
from limphome.perception.decoders.registry import make_decoder


@pytest.fixture
def kept():
    """Boxes, scores and classes that a graph's own suppression leaves."""
    rng = np.random.default_rng(3)
    corner = rng.uniform(0, 200, (80, 2))
    boxes = np.concatenate([corner, corner + rng.uniform(10, 40, (80, 2))], axis=1).astype(np.float32)
    scores = rng.random((80, 2)).astype(np.float32)
    pairs = np.array(sorted(suppress(boxes, scores, 0.5, 0.7)))
    return boxes[pairs[:, 0]], scores[pairs[:, 0], pairs[:, 1]], pairs[:, 1]


def decode(outputs, roles, **section):
    values = {"kind": "nms_in_graph", "outputs": roles, "min_scores": [0.5, 0.5], "max_detections": 1000, **section}
    return make_decoder(values, "manifest").decode(outputs, 320, 240)


APART = {"boxes": "b", "scores": "s", "classes": "c"}


def test_boxes_in_pixels_pass_unchanged(kept):
    boxes, scores, classes = kept
    assert_same(decode({"b": boxes[None], "s": scores[None], "c": classes[None]}, APART), *kept)


def test_tensorflows_form_is_turned_and_counted(kept):
    boxes, scores, classes = kept
    padded = {
        "b": np.concatenate([boxes[:, [1, 0, 3, 2]] / [240, 320, 240, 320], np.ones((9, 4))])[None].astype(np.float32),
        "s": np.concatenate([scores, np.ones(9)])[None],
        "c": np.concatenate([classes + 1, np.ones(9)])[None].astype(np.float32),
        "n": np.array([len(scores)], np.float32),
    }
    found = decode(padded, {**APART, "count": "n"}, box_form="yxyx", unit="picture", first_class=1)
    assert_same(found, *kept)


def test_rows_hold_all_side_by_side(kept):
    boxes, scores, classes = kept
    rows = np.column_stack([boxes, scores, classes]).astype(np.float32)
    assert_same(decode({"r": rows[None]}, {"rows": "r"}), *kept)
    caffe = np.column_stack([np.zeros(len(scores)), classes, scores, boxes]).astype(np.float32)
    columns = ["ignored", "class", "score", "left", "top", "right", "bottom"]
    assert_same(decode({"r": caffe[None, None]}, {"rows": "r"}, columns=columns), *kept)


def test_a_class_that_is_not_listed_gives_no_box(kept):
    boxes, scores, classes = kept
    found = decode({"b": boxes[None], "s": scores[None], "c": (classes + 1)[None]}, APART)
    assert set(found.class_ids) == {1}


def test_numbers_that_are_none_give_no_box():
    nothing = np.full((1, 5), np.nan, np.float32)
    assert len(decode({"b": np.zeros((1, 5, 4)), "s": nothing, "c": nothing}, APART).scores) == 0


def test_outputs_that_are_missing_are_named():
    with pytest.raises(LimphomeError, match="rows, or boxes"):
        decode({}, {"boxes": "b"})
    with pytest.raises(LimphomeError, match="columns"):
        decode({}, {"rows": "r"}, columns=["left", "top"])


@pytest.mark.parametrize("count", [np.inf, -np.inf, np.nan])
def test_a_count_that_is_no_number_is_named(kept, count):
    boxes, scores, classes = kept
    outputs = {"b": boxes[None], "s": scores[None], "c": classes[None], "n": np.array([count], np.float32)}
    with pytest.raises(LimphomeError, match=f"a count of {count} boxes"):
        decode(outputs, {**APART, "count": "n"})
