from dataclasses import replace

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.frame_set import LABEL, FrameSet
from limphome.learning.golden_choice import choose_golden, golden_of
from limphome.learning.predictions import Predictions

pytestmark = pytest.mark.learning
LARGE, SMALL = (10, 10, 60, 110), (10, 10, 18, 20)
THRESHOLDS = (0.5, 0.5, 0.5)
FRAMES = FrameSet(np.zeros((4, 1, 1, 3), np.uint8), np.zeros(0, LABEL), np.zeros(4, np.int32))


def predictions(*rows):
    """Rows of (frame, class, score, box)."""
    frame, class_ids, scores, boxes = (np.array(column) for column in zip(*rows, strict=True))
    return Predictions(frame, boxes.astype(float), scores, class_ids, np.zeros((4, 1)))


def test_the_frame_with_most_kinds_of_things_is_taken():
    found = predictions((0, 0, 0.9, LARGE), (2, 0, 0.9, LARGE), (2, 1, 0.8, LARGE), (3, 1, 0.9, LARGE), (3, 2, 0.9, LARGE))
    assert choose_golden(FRAMES, [found], THRESHOLDS) == 2  # frame 3 shows no person


def test_of_frames_with_as_many_kinds_that_with_most_things_is_taken():
    found = predictions((0, 0, 0.9, LARGE), (1, 0, 0.9, LARGE), (1, 0, 0.8, LARGE), (2, 0, 0.9, LARGE))
    assert choose_golden(FRAMES, [found], THRESHOLDS) == 1


@pytest.mark.parametrize("doubtful", [(2, 1, 0.45, LARGE), (2, 1, 0.9, SMALL)])
def test_a_frame_with_a_doubtful_box_is_not_taken(doubtful):
    found = predictions((0, 0, 0.9, LARGE), (2, 0, 0.9, LARGE), (2, 1, 0.8, LARGE), doubtful)
    assert choose_golden(FRAMES, [found], THRESHOLDS) == 0


def test_the_frame_is_clear_for_every_file():
    first = predictions((0, 0, 0.9, LARGE), (1, 0, 0.9, LARGE))
    second = predictions((0, 0, 0.55, LARGE), (1, 0, 0.9, LARGE))
    assert choose_golden(FRAMES, [first, second], THRESHOLDS) == 1


def test_without_a_person_there_is_no_golden_frame():
    with pytest.raises(LimphomeError, match="no frame shows a person"):
        choose_golden(FRAMES, [predictions((0, 1, 0.9, LARGE))], THRESHOLDS)


def test_the_person_is_found_by_its_name_and_without_one_any_thing_will_do():
    found = predictions((0, 0, 0.9, LARGE), (1, 1, 0.9, LARGE), (2, 0, 0.9, LARGE), (2, 2, 0.9, LARGE))
    assert choose_golden(replace(FRAMES, classes=("cone", "person", "crate")), [found], THRESHOLDS) == 1
    nobody = replace(FRAMES, classes=("cone", "worker", "crate"))
    assert choose_golden(nobody, [found], THRESHOLDS) == 2
    with pytest.raises(LimphomeError, match="no frame shows any thing"):
        choose_golden(nobody, [predictions((0, 1, 0.9, SMALL))], THRESHOLDS)


def test_the_manifest_entry_holds_what_is_believed():
    found = predictions((1, 0, 0.9, LARGE), (1, 1, 0.3, LARGE))
    assert golden_of(found, 1, THRESHOLDS) == {"boxes_xyxy": [list(map(float, LARGE))], "scores": [0.9], "class_ids": [0]}
