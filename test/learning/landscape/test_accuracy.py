"""Accuracy of networks of ours and of others, held to the same labels."""

import numpy as np
import pytest

from limphome.core import Frame, LimphomeError
from limphome.learning.frame_set import LABEL, FrameSet
from limphome.learning.landscape.accuracy import accuracy
from limphome.learning.landscape.candidate import Candidate
from limphome.learning.landscape.common_classes import common_classes
from limphome.perception.detector import Detector
from limphome.perception.imported_detector import Sight
from limphome.resources.share import share_dir

from ..quantization.tiny_detectors import SIDE, of_open_size, padded_with_infinity, write_model

YARD = share_dir() / "models" / "perception" / "yard_detector"
FP32 = Candidate(precision="fp32")
SQUARE = 20


def squares(class_id, size=(320, 240)):
    """Frames of the camera's size with a square of one class each."""
    images, labels, side = np.zeros((4, size[1], size[0], 3), np.uint8), np.zeros(4, LABEL), SQUARE * size[0] // SIDE
    for index in range(4):
        left, top = 20 + 30 * index, 40
        images[index, top : top + side, left : left + side] = 255
        labels[index]["frame"], labels[index]["class_id"], labels[index]["box"] = (
            index,
            class_id,
            (left, top, left + side, top + side),
        )
    labels["visible"], labels["height_px"], labels["distance_m"] = 1.0, side, 3.0
    return FrameSet(images, labels, np.zeros(4, np.int32))


def network(folder, *classes):
    return write_model(folder, padded_with_infinity(SQUARE, len(classes)), classes=classes)


def test_an_imported_network_answers_in_pixels_of_the_camera(tmp_path):
    found = accuracy(network(tmp_path / "net", "cone"), FP32, squares(1))
    assert found["map50"] > 0.9
    assert (found["frames"], found["persons"]) == (4, None)


def test_an_imported_network_of_open_size_sees_the_cameras_picture_as_on_the_robot(tmp_path, monkeypatch):
    model = of_open_size(padded_with_infinity(SQUARE))
    folder = write_model(tmp_path / "net", model, multiple=32, classes=("cone",))
    shown, read = [], Sight.read
    monkeypatch.setattr(Sight, "read", lambda self, *given: (shown.append(given[0].shape), read(self, *given))[1])
    assert accuracy(folder, FP32, squares(1, (320, 160)))["map50"] > 0.9
    assert shown == [(1, 3, 32, 64)] * 4


def test_classes_go_by_their_names(tmp_path):
    folder = network(tmp_path / "net", "cone", "person")
    assert accuracy(folder, FP32, squares(1))["map50"] > 0.9
    assert accuracy(folder, FP32, squares(0))["map50"] < 0.1


def test_a_network_of_ours_is_judged_in_what_the_frames_label():
    detector = Detector.load(YARD)
    image = detector.golden_image
    seen = detector.detect(Frame(0.0, image))
    persons = seen.boxes_xyxy[seen.class_ids == 0]
    labels = np.zeros(len(persons), LABEL)
    labels["box"], labels["visible"], labels["distance_m"] = persons, 1.0, 3.0
    labels["height_px"] = persons[:, 3] - persons[:, 1]
    frames = FrameSet(image[None], labels, np.zeros(1, np.int32), ("person",), ("cone", "crate"))
    found = accuracy(YARD, FP32, frames)
    assert (found["map50"], found["person_recall_0p5_8m"]) == (pytest.approx(1.0), 1.0)


def test_a_network_that_knows_other_things_is_told(tmp_path):
    with pytest.raises(LimphomeError, match="knows cat; the frames are labelled person, cone, crate"):
        accuracy(network(tmp_path / "net", "cat"), FP32, squares(1))


def test_networks_are_compared_in_what_all_of_them_know(tmp_path):
    labelled = ("person", "cone", "crate")
    folders = {"ours": YARD, "theirs": network(tmp_path / "theirs", "crate", "dog", "person")}
    assert common_classes({}, labelled) == labelled
    assert common_classes(folders, labelled) == ("person", "crate")
    cats = {"cats": network(tmp_path / "cats", "cat")}
    assert common_classes({**folders, **cats}, labelled) == ("person", "crate")
    assert common_classes(cats, labelled) == labelled


def test_networks_without_a_common_class_are_not_compared(tmp_path):
    folders = {"a": network(tmp_path / "a", "person"), "b": network(tmp_path / "b", "cone", "dog")}
    with pytest.raises(LimphomeError, match="a knows person; b knows cone"):
        common_classes(folders, ("person", "cone", "crate"))
