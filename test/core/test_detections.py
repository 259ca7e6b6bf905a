import numpy as np
import pytest

from limphome.core import Detections, LimphomeError


def seen(*class_ids, names):
    n = len(class_ids)
    return Detections(0.0, np.arange(4 * n, dtype=np.float32).reshape(n, 4), np.ones(n, np.float32), np.array(class_ids), names)


def test_boxes_are_picked_by_the_name_of_their_class():
    assert seen(1, 0, 1, names=("pallet", "person")).of_class("person").tolist() == [[0, 1, 2, 3], [8, 9, 10, 11]]


def test_a_class_that_the_network_does_not_know_has_no_box():
    assert seen(1, 0, names=("pallet", "person")).of_class("crate").shape == (0, 4)


def test_boxes_scores_and_classes_go_together():
    with pytest.raises(LimphomeError, match="boxes"):
        Detections(0.0, np.zeros((2, 4), np.float32), np.zeros(1, np.float32), np.zeros(2, np.int64))
