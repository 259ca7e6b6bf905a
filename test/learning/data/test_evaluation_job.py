import json
import shutil

import numpy as np
import pytest

from limphome.core import Frame
from limphome.learning.figures.evaluation_job import EvaluationJob
from limphome.learning.rendering import RenderJob
from limphome.perception.detector import Detector
from limphome.perception.input_layout import InputLayout
from limphome.perception.picture_fit import FITS
from limphome.resources.share import share_dir

from ..conftest import draw_frames
from .conftest import SPLITS, drawn_set, scene, write_set

DETECTOR = share_dir() / "models" / "perception" / "yard_detector"


def test_a_folder_of_the_user_takes_the_place_of_rendered_frames(data, tmp_path):
    exam = EvaluationJob(DETECTOR, ("int8",), 10_000, 16, tmp_path / "cache", data.folder).exam(lambda done: None)
    assert exam.frames.images.shape == (SPLITS["held_out"], 240, 320, 3)
    assert len(exam.frames.labels) > 0


@pytest.mark.parametrize("fit", FITS)
def test_the_network_is_measured_on_what_the_robot_shows_it(tmp_path, monkeypatch, fit):
    wide = write_set(tmp_path / "wide", drawn_set(tmp_path / "wide", {"held_out": 1}, size=(1280, 720)), [scene(0, 1280, 720)])
    shutil.copytree(DETECTOR, tmp_path / "model")
    manifest = json.loads((tmp_path / "model" / "manifest.json").read_text())
    manifest["input"]["fit"] = fit
    (tmp_path / "model" / "manifest.json").write_text(json.dumps(manifest))
    measured = EvaluationJob(tmp_path / "model", ("int8",), 1, 1, tmp_path / "cache", wide.folder).exam(lambda done: None)

    shown, prepare = [], InputLayout.prepare
    detector = Detector.load(tmp_path / "model")
    monkeypatch.setattr(InputLayout, "prepare", lambda self, image: (shown.append(np.array(image)), prepare(self, image))[1])
    detector.detect(Frame(0.0, scene(0, 1280, 720)))
    assert (shown[0] == measured.frames.images[0]).all()


def test_rendered_labels_are_read_by_name_in_the_order_of_the_network(tmp_path):
    shutil.copytree(DETECTOR, tmp_path / "model")
    manifest = json.loads((DETECTOR / "manifest.json").read_text())
    manifest["classes"], manifest["decoder"]["min_scores"] = ["cone", "person"], [0.3, 0.9]
    (tmp_path / "model" / "manifest.json").write_text(json.dumps(manifest))
    rendered = draw_frames(16, 0)
    rendered.save(tmp_path / "frames" / RenderJob("held_out", 16, 2).folder_name)
    exam = EvaluationJob(tmp_path / "model", ("int8",), 16, 2, tmp_path / "frames").exam(lambda done: None)
    persons = rendered.labels["box"][rendered.labels["class_id"] == 0]
    assert (exam.frames.labels["box"][exam.frames.labels["class_id"] == 1] == persons).all()
    assert (exam.person_threshold, exam.frames.left_out) == (0.9, ("crate",))
