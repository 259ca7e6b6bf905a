"""Any network's file over many frames."""

import numpy as np
import pytest

from hanging import WHITE, trapped
from limphome.core import LimphomeError
from limphome.learning.any_predictor import InClasses, make_predictor
from limphome.learning.imported_predictor import ImportedPredictor
from limphome.learning.predictions import LOWEST_SCORE, Predictions, Predictor
from limphome.perception.detector import Detector
from limphome.perception.manifest import Manifest
from limphome.resources.share import share_dir

from .quantization.tiny_detectors import SIDE, SQUARE, padded_with_infinity, write_model

YARD = share_dir() / "models" / "perception" / "yard_detector"


def bright(count, width, height):
    """Pictures with a square each that moves to the right, as large as the network sees them best."""
    images, side = np.zeros((count, height, width, 3), np.uint8), SQUARE * width // SIDE
    for index in range(count):
        images[index, 20 : 20 + side, 10 + 4 * index : 10 + 4 * index + side] = 255
    return images


@pytest.fixture(scope="module")
def square(tmp_path_factory):
    model = padded_with_infinity(classes=2)
    return write_model(tmp_path_factory.mktemp("tiny") / "model", model, classes=("square", "lamp"))


def test_boxes_get_the_numbers_of_other_classes_and_what_has_no_name_there_is_left_out():
    boxes, features = np.arange(12.0).reshape(3, 4), np.zeros((2, 5))
    found = Predictions(np.array([0, 0, 1]), boxes, np.array([0.9, 0.8, 0.7]), np.array([2, 1, 0]), features)
    moved = found.in_classes(("cat", "dog", "person"), ("person", "cat"))
    assert moved.class_ids.tolist() == [0, 1]
    assert moved.frame.tolist() == [0, 1]
    assert moved.scores.tolist() == [0.9, 0.7]
    assert (moved.boxes == boxes[[0, 2]]).all()
    assert moved.features is features


def test_an_imported_network_sees_what_it_sees_on_the_robot(square):
    images, seen, count = bright(3, 2 * SIDE, SIDE), Detector.load(square), []
    found = make_predictor(Manifest.load(square), "fp32", ("lamp", "person", "square")).predict(images, count.append)
    assert count == [1, 2, 3]
    assert set(found.class_ids.tolist()) == {2}
    assert found.features.shape == (3, 0)
    for index, image in enumerate(images):
        believed = (found.frame == index) & (found.scores >= 0.5)
        assert believed.any()
        assert found.boxes[believed] == pytest.approx(seen.see(image).boxes)


def test_it_keeps_boxes_that_a_robot_does_not_believe(square):
    dim = (bright(1, SIDE, SIDE) * 0.35).astype(np.uint8)
    found = make_predictor(Manifest.load(square), "fp32", ("square", "lamp")).predict(dim)
    assert LOWEST_SCORE <= found.scores.max() < 0.5


def test_a_network_of_ours_is_judged_in_other_classes_too():
    images, manifest = Detector.load(YARD).golden_image[None], Manifest.load(YARD)
    own = make_predictor(manifest, "fp32", manifest.classes).predict(images)
    persons = make_predictor(manifest, "fp32", ("tree", "person")).predict(images)
    assert set(persons.class_ids.tolist()) == {1}
    assert (persons.boxes == own.boxes[own.class_ids == manifest.classes.index("person")]).all()
    assert len(persons.boxes) < len(own.boxes)


def predictor_of(folder, model, classes):
    """Of the FP32 file of a folder with these bytes in its place."""
    manifest = Manifest.load(folder)
    file = manifest.file("fp32")
    return InClasses((ImportedPredictor if manifest.imported else Predictor)(manifest, file, model), manifest.classes, classes)


@pytest.mark.parametrize("nan", [True, False])
def test_frames_whose_answer_is_not_finite_are_counted(square, nan):
    manifest = Manifest.load(YARD)
    whole = manifest.read(manifest.file("fp32").path, manifest.file("fp32").sha256)
    for folder, model, white in ((YARD, whole, WHITE), (square, padded_with_infinity(classes=2), WHITE[:SIDE, :SIDE])):
        predictor = predictor_of(folder, trapped(model, nan=True) if nan else model, ("square", "person"))
        found = predictor.predict(np.stack([white, np.zeros_like(white), white]))
        assert found.not_finite == (2 if nan else 0)
        assert found.told == ({"not_finite": 2} if nan else {})


def test_a_file_that_is_not_there_is_told(square):
    with pytest.raises(LimphomeError, match="no variant 'int8'"):
        make_predictor(Manifest.load(square), "int8", ("square",))
