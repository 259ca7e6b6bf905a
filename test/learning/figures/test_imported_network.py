"""The figures of a network that somebody else trained, on labelled pictures of a user and on rendered frames."""

import numpy as np
import pytest

from hanging import trapped
from limphome.core import CameraModel, LimphomeError
from limphome.learning.figures.evaluate_model import evaluate_model, evaluate_robustness
from limphome.learning.figures.evaluation_job import EvaluationJob
from limphome.learning.frame_set import LABEL, FrameSet
from limphome.learning.listener import Nobody
from limphome.learning.quantization.agreement import Bound
from limphome.learning.quantization.command import quantize_with_pictures
from limphome.learning.quantization.outcome import Options, Order
from limphome.learning.rendering import RenderJob
from limphome.perception.detector import Detector

from ..data.squares import SQUARE, write_squares
from ..quantization.tiny_detectors import SIDE, padded_with_infinity, spoil, write_model, write_pictures

pytestmark = pytest.mark.learning


def network_of(tmp_path, *classes):
    """A network that sees things of the first of its classes."""
    return write_model(tmp_path / "model", padded_with_infinity(SQUARE, len(classes)), classes=classes)


@pytest.fixture
def network(tmp_path):
    return network_of(tmp_path, "square")


def job_of(folder, tmp_path, data=None):
    return EvaluationJob(folder, ("fp32",), 8, 2, tmp_path / "cache", data)


@pytest.mark.parametrize("size", [(SIDE, SIDE), (2 * SIDE, SIDE)])
def test_an_imported_network_is_measured_on_pictures_of_a_user(network, tmp_path, size):
    data = write_squares(tmp_path / "data", ("square",), size)
    figures = evaluate_model(job_of(network, tmp_path, data), Nobody())["fp32"]
    assert figures["map50"] > 0.9
    assert figures["per_class"]["square"]["recall"] > 0.9
    assert (figures["persons"], figures["groups"]) == (None, None)
    assert not {"left_out", "not_judged"} & set(figures)


def test_classes_go_by_their_names_and_others_are_told(tmp_path):
    data = write_squares(tmp_path / "data", ("person", "tree"))
    network = network_of(tmp_path, "person", "lamp")
    figures = evaluate_model(job_of(network, tmp_path, data), Nobody())["fp32"]
    assert (figures["left_out"], figures["not_judged"]) == (["tree"], ["lamp"])
    assert list(figures["ap50_95"]) == ["person"]
    assert figures["person_recall_0p5_8m"] is not None
    assert figures["shipped"]["person_threshold"] == 0.5


def test_answers_that_are_not_finite_are_told(network, tmp_path):
    data = write_squares(tmp_path / "data", ("square",))
    sound = evaluate_model(job_of(network, tmp_path, data), Nobody())["fp32"]
    spoil(network, trapped(padded_with_infinity(SQUARE), always=True, nan=True))
    broken = evaluate_model(job_of(network, tmp_path, data), Nobody())["fp32"]
    assert "not_finite" not in sound
    assert broken["not_finite"] == broken["frames"] > 0


def test_a_class_that_has_another_place_in_the_data_is_the_same(network, tmp_path):
    plain = evaluate_model(job_of(network, tmp_path, write_squares(tmp_path / "one", ("square",))), Nobody())["fp32"]
    moved = write_squares(tmp_path / "two", ("tree", "square"), square=1)
    assert evaluate_model(job_of(network, tmp_path, moved), Nobody())["fp32"]["map50_95"] == plain["map50_95"]


def test_what_the_network_does_not_know_at_all_is_refused(network, tmp_path):
    data = write_squares(tmp_path / "data", ("Square",))
    with pytest.raises(LimphomeError, match=r"knows square; the frames are labelled Square") as caught:
        job_of(network, tmp_path, data).exam(lambda done: None)
    assert "did you mean Square?" in caught.value.allowed
    with pytest.raises(LimphomeError, match="labelled person, cone, crate"):
        job_of(network, tmp_path).exam(lambda done: None)


def test_rendered_frames_are_shown_in_the_cameras_size_as_on_the_robot(tmp_path):
    network = network_of(tmp_path, "cone")
    camera = CameraModel()
    image = np.zeros((camera.height_px, camera.width_px, 3), np.uint8)
    image[90:138, 100:160] = 255
    label = np.zeros(1, LABEL)
    label["class_id"], label["box"], label["visible"], label["height_px"] = 1, (100, 90, 160, 138), 1, 48
    frames = FrameSet(np.stack([image] * 8), np.repeat(label, 8), np.zeros(8, np.int32))
    frames.labels["frame"] = range(8)
    frames.save(tmp_path / "cache" / RenderJob("held_out", 8, 2).folder_name)
    job = job_of(network, tmp_path)
    exam = job.exam(lambda done: None)
    assert exam.frames.images.shape == frames.images.shape
    assert (exam.frames.left_out, exam.thresholds) == (("person", "crate"), (0.5,))
    (predictor,) = job.predictors(exam.frames.classes).values()
    found = predictor.predict(exam.frames.images[:1])
    seen = Detector.load(network).see(image)
    assert found.boxes[found.scores >= 0.5] == pytest.approx(seen.boxes)


def test_bad_pictures_are_shown_to_it_too(network, tmp_path):
    data = write_squares(tmp_path / "data", ("square",))
    (figures,) = evaluate_robustness(job_of(network, tmp_path, data), 4, Nobody()).values()
    assert figures["frames"] == 4
    assert figures["faults"]["camera.blackout"]["5"]["map50"] < figures["clean"]["map50"]


def test_its_int8_files_are_measured_beside_their_parent(tmp_path):
    network = network_of(tmp_path, "square")
    write_pictures(tmp_path / "pictures", 16)
    options = Options("minmax", Bound(0.1, 0.1))
    quantize_with_pictures(Order(network, tmp_path / "int8", 0.1), tmp_path / "pictures", 16, options, lambda text: None)
    data = write_squares(tmp_path / "data", ("square",))
    job = EvaluationJob(tmp_path / "int8", ("fp32", "int8_avx2"), 8, 2, tmp_path / "cache", data)
    figures = evaluate_model(job, Nobody())
    assert list(figures) == ["fp32", "int8_avx2"]
    assert figures["int8_avx2"]["map50"] == pytest.approx(figures["fp32"]["map50"], abs=0.1)
    assert figures["int8_avx2"]["ece"] != figures["fp32"]["ece"]
