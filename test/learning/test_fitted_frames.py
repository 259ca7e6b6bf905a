from types import SimpleNamespace

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.audit.audit_frames import AuditFrames
from limphome.learning.audit.audit_job import AuditJob
from limphome.learning.figures.evaluation_job import EvaluationJob
from limphome.learning.fitted_frames import fitted
from limphome.learning.frame_set import counts
from limphome.learning.frame_source import RenderedSource
from limphome.learning.listener import Nobody
from limphome.learning.network_config import NetworkConfig
from limphome.learning.recipe import Recipe
from limphome.learning.rendering import RenderJob
from limphome.learning.training_config import TrainingConfig
from limphome.perception.picture_fit import PictureFit

from .conftest import draw_frames


def test_boxes_follow_the_picture_and_the_same_persons_count(drawn):
    half = fitted(drawn, PictureFit(160, 120))
    assert half.images.shape == (len(drawn), 120, 160, 3)
    assert half.labels["box"] == pytest.approx(drawn.labels["box"] / 2)
    assert (counts(half.labels) == counts(drawn.labels)).all()
    assert fitted(drawn, PictureFit(320, 240)) is drawn


def test_a_network_of_other_proportions_sees_frames_as_the_robot_would(drawn):
    wide = fitted(drawn, PictureFit(320, 120, "letterbox"))
    assert (wide.images[:, :, :80] == 114).all()
    assert wide.labels["box"] == pytest.approx(drawn.labels["box"] / 2 + [80, 0, 80, 0])


def test_a_disk_without_room_is_told(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr("limphome.learning.images_file.shutil.disk_usage", lambda folder: SimpleNamespace(free=9))
    with pytest.raises(LimphomeError, match="GB of room"):
        fitted(drawn, PictureFit(160, 120), tmp_path)


SMALL = PictureFit(160, 120)
RECIPE = Recipe(TrainingConfig(frames=32, worlds=4), NetworkConfig(width=160, height=120, fit=SMALL.fit))


class SmallModel:
    """What is asked of a manifest."""

    imported, classes, training = False, RECIPE.network.classes, {}

    class decoder:
        min_scores = (0.5,) * 3

    @staticmethod
    def make_fit():
        return SMALL


def test_a_training_gets_rendered_frames_in_the_size_of_its_network_and_keeps_them(tmp_path):
    rendered = draw_frames(32, 0)
    rendered.save(tmp_path / RECIPE.jobs()["train"].folder_name)
    frames = RenderedSource(RECIPE, tmp_path).load("train", Nobody())
    assert isinstance(frames.images, np.memmap)
    expected = fitted(rendered, SMALL)
    assert frames.digest == expected.digest == RenderedSource(RECIPE, tmp_path).load("train", Nobody()).digest
    audited = AuditFrames(AuditJob(tmp_path, tmp_path, tmp_path, None), SmallModel, Nobody()).learned("train", RECIPE)
    assert audited.digest == frames.digest


def test_evaluation_and_audit_get_them_too(tmp_path, monkeypatch):
    draw_frames(16, 0).save(tmp_path / RenderJob("held_out", 16, 16).folder_name)
    audit = AuditFrames(AuditJob(tmp_path, tmp_path, tmp_path, None), SmallModel, Nobody())
    assert audit.sample("held_out", 16, 0).images.shape[1:3] == (120, 160)
    monkeypatch.setattr("limphome.learning.figures.evaluation_job.Manifest.load", lambda folder: SmallModel)
    exam = EvaluationJob(tmp_path, (), 16, 16, tmp_path).exam(lambda done: None)
    assert exam.frames.images.shape[1:3] == (120, 160)
