"""The whole way, small: drawn frames instead of rendered ones."""

import numpy as np
import pytest
import yaml

from limphome.core import Frame, LimphomeError
from limphome.learning import run
from limphome.learning.recipe import Recipe
from limphome.perception.detector import Detector
from limphome.perception.manifest import Manifest
from limphome.resources.share import share_dir

from .conftest import draw_frames

pytestmark = [pytest.mark.learning, pytest.mark.slow, pytest.mark.timeout(600)]
TRAINING = {
    "frames": 64,
    "worlds": 4,
    "steps": 120,
    "settle_steps": 30,
    "batch": 8,
    "processes": 1,
    "average": 0.9,
    "validation_frames": 40,
    "validation_worlds": 4,
    "evaluation_frames": 40,
    "evaluation_worlds": 4,
    "calibration": "minmax",
    "calibration_frames": 16,
    "learning_rate": 0.02,
}
NETWORK = {"stem": 16, "channels": [32, 32, 32], "depths": [0, 0, 0], "head": 32}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """A folder with a recipe and the frames that it asks for."""
    folder = tmp_path_factory.mktemp("workshop")
    recipe = {"schema_version": 1, "training": TRAINING, "network": NETWORK}
    (folder / "recipe.yaml").write_text(yaml.safe_dump(recipe))
    for number, job in enumerate(Recipe.load(folder / "recipe.yaml").jobs().values()):
        draw_frames(job.frames, number).save(folder / "frames" / job.folder_name)
    return folder


@pytest.fixture(scope="module")
def trained(workshop):
    arguments = (workshop / "recipe.yaml", {}, workshop / "frames", lambda *step: None, lambda text: None)
    return workshop / "tiny", run.train_and_publish(workshop / "tiny", *arguments)


def test_a_model_folder_comes_out_that_the_robot_loads(trained):
    folder, evaluation = trained
    detector = Detector.load(folder)
    assert len(detector.detect(Frame(1.0, detector.golden_image)).of_class("person")) > 0
    assert evaluation["fp32"]["map50"] > 0.3
    assert "held-out worlds" in (folder / "MODEL_CARD.md").read_text()


def test_int8_keeps_what_fp32_has(trained):
    files = Manifest.load(trained[0]).files
    assert files["fp32"].parity["map_loss"] == 0
    for variant in ("int8", "int8_avx2", "trt"):
        assert files[variant].parity["map_loss"] < 0.05
        assert files[variant].parity["kept"] > 0.8


def test_the_checkpoint_quantizes_again_to_the_same_bytes(trained, workshop):
    arguments = (workshop / "again", "minmax", workshop / "frames", lambda *step: None, lambda text: None)
    run.quantize_and_publish(trained[0], *arguments)
    first, second = (Manifest.load(folder).files["int8"] for folder in (trained[0], workshop / "again"))
    assert first.sha256 == second.sha256


def test_the_same_frames_give_the_same_figures_later(trained, workshop):
    figures = run.evaluate_model(trained[0], ["int8"], 40, 4, workshop / "frames", lambda *step: None)["int8"]
    for name in ("map50", "map50_95", "person_recall_0p5_8m"):
        assert figures[name] == trained[1]["int8"][name]
    assert figures["worst_slice"]["recall"] == min(part["recall"] for part in figures["slices"].values())


def test_the_committed_recipe_is_that_of_the_committed_model():
    model = Manifest.load(share_dir() / "models" / "perception" / "yard_detector")
    assert Recipe.from_values(model.training["recipe"], "manifest") == Recipe.load(share_dir() / "config" / "training.yaml")


def test_the_committed_int8_file_is_as_good_as_its_parent():
    files = Manifest.load(share_dir() / "models" / "perception" / "yard_detector").files
    assert max(files[name].parity["map_loss"] for name in ("int8", "int8_avx2", "trt")) < 0.01


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "schema_version: 1"),
        ({"schema_version": 1, "trainin": {}}, "training"),
        ({"schema_version": 1, "training": {"stps": 1}}, "steps"),
    ],
)
def test_a_wrong_recipe_is_refused_by_name(values, message):
    with pytest.raises(LimphomeError, match=message):
        Recipe.from_values(values, "recipe.yaml")


def test_the_figures_of_the_committed_model_stand_on_enough_frames():
    evaluation = Manifest.load(share_dir() / "models" / "perception" / "yard_detector").training["evaluation"]
    assert all(figures["frames"] >= 10_000 and figures["worlds"] >= 4 for figures in evaluation.values())
    assert np.isfinite([figures["map50_95"] for figures in evaluation.values()]).all()
