import numpy as np
import pytest

from limphome.core import Detections, LimphomeError
from limphome.perception.golden import Golden, expected_of


def detections(*rows):
    table = np.array(rows, np.float32).reshape(-1, 6)
    return Detections(0.0, table[:, :4], table[:, 4], table[:, 5].astype(np.int64))


PERSON, CONE = (100, 50, 140, 150, 0.9, 0), (200, 100, 220, 130, 0.8, 1)


@pytest.fixture
def golden():
    return Golden(np.zeros((240, 320, 3), np.uint8), detections(PERSON, CONE))


def test_the_same_has_no_error_in_any_order(golden):
    assert golden.error(detections(CONE, PERSON)) == pytest.approx(0.0, abs=1e-6)


def test_what_is_allowed_is_one(golden):
    assert golden.error(detections((100, 50, 140, 150, 0.85, 0), CONE)) == pytest.approx(1.0, abs=1e-3)
    assert golden.error(detections((100, 50, 138, 150, 0.9, 0), CONE)) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    "seen",
    [
        (PERSON,),
        (),
        (PERSON, CONE, (10, 10, 40, 60, 0.5, 0)),
        (PERSON, (*CONE[:5], 2)),
        (PERSON, PERSON, CONE),
        ((160, 50, 200, 150, 0.9, 0), CONE),
        ((100, 50, 140, 150, 0.8, 0), CONE),
        ((100, 50, 140, 130, 0.9, 0), CONE),
    ],
)
def test_a_box_lost_added_moved_or_renamed_is_an_error(golden, seen):
    assert golden.error(detections(*seen)) > 1.0


def test_an_empty_frame_may_be_golden():
    assert Golden(np.zeros((1, 1, 3), np.uint8), detections()).error(detections()) == 0.0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"boxes_xyxy": [[1, 2, 3]]}, "1 boxes, 1 scores, 1 classes.*left, top, right, bottom"),
        ({"boxes_xyxy": [[1, 2], [3, 4]]}, "2 boxes, 1 scores"),
        ({"boxes_xyxy": [1, 2, 3, 4]}, "is an int.*a tuple"),
        ({"scores": [0.9, 0.8]}, "1 boxes, 2 scores, 1 classes"),
        ({"scores": ["a"]}, "'scores: a' is a str"),
        ({"class_ids": [0.5]}, "'class_ids: 0.5' is a float"),
        ({"class_ids": []}, "0 classes"),
    ],
)
def test_a_manifest_that_tells_no_boxes_is_refused_by_name(change, told):
    section = {"boxes_xyxy": [[1, 2, 3, 4]], "scores": [0.9], "class_ids": [0], **change}
    with pytest.raises(LimphomeError, match=told) as caught:
        expected_of(section, "folder: golden of net.onnx", ("person",))
    assert caught.value.where == "folder: golden of net.onnx"


def test_what_a_manifest_tells_is_taken():
    expected = expected_of({"boxes_xyxy": [[1, 2, 3, 4]], "scores": [1], "class_ids": [0]}, "here", ("person",))
    assert expected.of_class("person").tolist() == [[1, 2, 3, 4]]
    assert len(expected_of({}, "here", ("person",))) == 0
