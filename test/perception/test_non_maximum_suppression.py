import numpy as np
import pytest

from limphome.perception.non_maximum_suppression import box_iou, non_maximum_suppression


def boxes(*rows):
    return np.array(rows, np.float32).reshape(-1, 4)


def test_iou_of_known_boxes():
    first, second = boxes((0, 0, 10, 10)), boxes((0, 0, 10, 10), (5, 0, 15, 10), (20, 20, 30, 30), (10, 0, 20, 10))
    assert box_iou(first, second)[0] == pytest.approx([1.0, 50 / 150, 0.0, 0.0])


def test_iou_of_a_box_without_area_is_zero():
    assert box_iou(boxes((5, 5, 5, 5)), boxes((5, 5, 5, 5)))[0, 0] == 0.0


def test_the_better_of_two_that_overlap_is_kept():
    kept = non_maximum_suppression(boxes((0, 0, 10, 10), (1, 0, 11, 10)), np.array([0.6, 0.9]), np.array([0, 0]), 0.5)
    assert kept.tolist() == [1]


def test_a_suppressed_box_suppresses_nothing():
    row = boxes((0, 0, 10, 10), (4, 0, 14, 10), (8, 0, 18, 10))  # neighbours overlap by 0.43, the outer two by 0.11
    kept = non_maximum_suppression(row, np.array([0.9, 0.8, 0.7]), np.zeros(3, int), 0.4)
    assert kept.tolist() == [0, 2]


def test_other_classes_are_left_alone():
    same = boxes((0, 0, 10, 10), (0, 0, 10, 10))
    assert non_maximum_suppression(same, np.array([0.9, 0.8]), np.array([0, 1]), 0.5).tolist() == [0, 1]


def test_no_boxes_give_no_boxes():
    assert len(non_maximum_suppression(boxes(), np.zeros(0), np.zeros(0, int), 0.5)) == 0


def test_result_equals_the_definition_on_random_boxes():
    rng = np.random.default_rng(3)
    corner = rng.uniform(0, 50, (60, 2))
    many = np.concatenate([corner, corner + rng.uniform(5, 40, (60, 2))], axis=1).astype(np.float32)
    scores, classes = rng.random(60), rng.integers(0, 2, 60)
    kept = []
    for index in np.argsort(-scores):
        if all(classes[k] != classes[index] or box_iou(many[[k]], many[[index]])[0, 0] <= 0.3 for k in kept):
            kept.append(int(index))
    assert non_maximum_suppression(many, scores, classes, 0.3).tolist() == kept
