"""The whole way, small: drawn frames instead of rendered ones."""

import json
import shutil
from dataclasses import replace
from datetime import date, datetime

import cv2
import numpy as np
import pytest
import torch
import yaml

from limphome.cli.main import call
from limphome.core import Frame, LimphomeError
from limphome.learning.audit.audit_job import AuditJob
from limphome.learning.audit.checks.thresholds_by_rule import thresholds_by_rule
from limphome.learning.audit.outcome import PASSED
from limphome.learning.audit.subject import Subject
from limphome.learning.evaluation import evaluate
from limphome.learning.figures.evaluate_model import evaluate_model
from limphome.learning.figures.evaluation_job import EvaluationJob
from limphome.learning.frame_source import FolderSource, RenderedSource
from limphome.learning.listener import Nobody
from limphome.learning.predictions import Predictor
from limphome.learning.publish import quantize_and_publish
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.recipe import Recipe
from limphome.learning.run import train_and_publish
from limphome.learning.trained import Trained
from limphome.learning.training_job import TrainingJob
from limphome.perception.detector import Detector
from limphome.perception.importing.sole_writer import sole_writer
from limphome.perception.manifest import Manifest
from limphome.perception.picture_fit import PictureFit
from limphome.resources.share import share_dir

from .conftest import SMALL_PX, draw_frames

pytestmark = [pytest.mark.learning, pytest.mark.slow, pytest.mark.timeout(600)]
TRAINING = {
    "frames": 64,
    "worlds": 4,
    "steps": 120,
    "settle_steps": 30,
    "fresh_frames": 32,
    "fresh_worlds": 4,
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
NETWORK = {**SMALL_PX, "stem": 16, "channels": [32, 32, 32], "depths": [0, 0, 0], "head": 32}


STARTED = datetime(2026, 1, 2, 3, 4, 5)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """A folder with a recipe and the frames that it asks for."""
    folder = tmp_path_factory.mktemp("workshop")
    recipe = {"schema_version": 1, "training": TRAINING, "network": NETWORK}
    (folder / "recipe.yaml").write_text(yaml.safe_dump(recipe))
    for number, job in enumerate(Recipe.load(folder / "recipe.yaml").jobs().values()):
        draw_frames(job.frames, number, **SMALL_PX).save(folder / "frames" / job.folder_name)
    return folder


class Heard(Nobody):
    """Keeps what is told, and how many there are of each thing that is counted."""

    def __init__(self):
        self.told, self.counted = [], []

    def tell(self, text):
        self.told.append(text)

    def show(self, name, done, total, details):
        if (name, total) not in self.counted:
            self.counted.append((name, total))


class Impatient(Nobody):
    """Breaks off when the first thing is told."""

    def tell(self, text):
        raise KeyboardInterrupt(text)


@pytest.fixture(scope="module")
def heard():
    return Heard()


@pytest.fixture(scope="module")
def trained(workshop, heard):
    job = TrainingJob(workshop / "tiny", workshop / "recipe.yaml", workshop / "frames")
    return job.out, train_and_publish(job, STARTED, heard)


def test_a_model_folder_comes_out_that_the_robot_loads(trained):
    folder, evaluation = trained
    detector = Detector.load(folder)
    assert len(detector.detect(Frame(1.0, detector.golden_image)).of_class("person")) > 0
    assert evaluation["fp32"]["map50"] > 0.3
    assert (
        detector.manifest.make_fit()
        == Recipe.of(detector.manifest).network.make_fit()
        == PictureFit(*SMALL_PX.values(), "letterbox")
    )
    assert "held-out worlds" in (folder / "MODEL_CARD.md").read_text()


def test_the_run_record_tells_what_ran_on_what_with_curves(trained, workshop):
    text = (workshop / "20260102-030405-train" / "run.json").read_text()
    assert (trained[0] / "20260102-030405-train" / "run.json").read_text() == text, "the model folder takes it along"
    record = json.loads(text)
    assert record["options"] == json.loads(json.dumps(Recipe.load(workshop / "recipe.yaml").as_values()))
    assert record["result"]["evaluation"]["int8"]["map50"] == trained[1]["int8"]["map50"]
    assert record["result"]["data_sha256"] == Manifest.load(trained[0]).training["data"]["train"]["sha256"]
    steps = {part: [point["step"] for point in points] for part, points in record["result"]["curves"].items()}
    assert steps == {"train": [1, 50, 100], "settle": [1], "settle anew": [1]}
    assert record["result"]["fresh_sha256"] not in ("", record["result"]["data_sha256"])
    assert record["versions"]["python"]
    assert record["arithmetic"]["capability"] == torch.backends.cpu.get_cpu_capability()


def test_the_scores_settle_on_the_hard_ones_of_its_frames_and_then_of_the_fresh_ones(trained, heard):
    parts = [part for part in heard.counted if part[0] in ("find hard frames", "settle", "settle anew")]
    own, fresh = ("find hard frames", TRAINING["frames"]), ("find hard frames", TRAINING["fresh_frames"])
    assert parts == [own, ("settle", 30), fresh, ("settle anew", 30)]


def test_frames_that_spoil_a_training_are_refused_before_it_starts(workshop, tmp_path):
    job = Recipe.load(workshop / "recipe.yaml").jobs()["train"]
    frames = draw_frames(job.frames, 0, **SMALL_PX)
    black = replace(frames, images=np.zeros_like(frames.images))
    black.save(tmp_path / "frames" / job.folder_name)
    job = TrainingJob(tmp_path / "tiny", workshop / "recipe.yaml", tmp_path / "frames")
    with pytest.raises(LimphomeError, match="normalization"):
        train_and_publish(job, STARTED, Nobody())


def test_a_network_without_a_golden_frame_is_refused_before_it_is_quantized_and_its_training_is_kept(workshop, tmp_path):
    job = TrainingJob(tmp_path / "tiny", workshop / "recipe.yaml", workshop / "frames", {"steps": 1, "settle_steps": 0})
    heard = Heard()
    with pytest.raises(LimphomeError, match="no frame shows a person") as caught:
        train_and_publish(job, STARTED, heard)
    assert not [text for text in heard.told if text.startswith(("calibrate", "quantize"))]
    states = tmp_path / ".tiny.training"
    assert f"the training is kept in {states}: the same command goes on" in caught.value.allowed
    assert (states / "learn.pt").is_file()


def test_a_model_that_will_be_replaced_is_told_before_the_training(trained, tmp_path, workshop):
    shutil.copytree(trained[0], tmp_path / "tiny")
    job = TrainingJob(tmp_path / "tiny", workshop / "recipe.yaml", workshop / "frames")
    with pytest.raises(KeyboardInterrupt, match=f"replaces {tmp_path / 'tiny'}"):
        train_and_publish(job, STARTED, Impatient())


def test_a_second_training_for_the_same_folder_is_refused_before_it_begins(workshop, tmp_path):
    job = TrainingJob(tmp_path / "tiny", workshop / "recipe.yaml", workshop / "frames")
    with sole_writer(job.out), pytest.raises(LimphomeError, match="another command writes there"):
        train_and_publish(job, STARTED, Nobody())
    assert list(tmp_path.iterdir()) == []


def test_int8_keeps_what_fp32_has(trained):
    files = Manifest.load(trained[0]).files
    assert files["fp32"].parity["map_loss"] == 0
    for variant in ("int8", "int8_avx2", "trt"):
        assert files[variant].parity["map_loss"] < 0.05
        assert files[variant].parity["kept"] > 0.8


def test_the_checkpoint_quantizes_again_to_the_same_bytes(trained, workshop):
    network = Trained.load(trained[0])
    source = RenderedSource(network.recipe, workshop / "frames")
    quantize_and_publish(network, workshop / "again", IntegerForm("minmax"), source, Nobody())
    first, second = (Manifest.load(folder).files["int8"] for folder in (trained[0], workshop / "again"))
    assert first.sha256 == second.sha256


def test_on_a_cpu_without_vnni_all_comes_from_the_file_that_runs_there(trained, workshop, monkeypatch):
    monkeypatch.setattr("limphome.learning.quantization.procedure.saturates", lambda flags: True)
    network, out = Trained.load(trained[0]), workshop / "old_cpu"
    source = RenderedSource(network.recipe, workshop / "frames")
    result = quantize_and_publish(network, out, IntegerForm("minmax"), source, Nobody())
    assert list(result["evaluation"]) == ["fp32", "int8_avx2"]
    manifest = Manifest.load(out)
    assert list(manifest.files) == ["fp32", "int8_avx2", "trt"]
    subject = Subject(AuditJob(out, workshop / "frames", workshop / "runs", date(2026, 1, 3)))
    assert thresholds_by_rule(subject).status == PASSED


def test_the_same_frames_give_the_same_figures_later(trained, workshop):
    figures = evaluate_model(EvaluationJob(trained[0], ("int8",), 40, 4, workshop / "frames"), Nobody())["int8"]
    for name in ("map50", "map50_95", "person_recall_0p5_8m"):
        assert figures[name] == trained[1]["int8"][name]
    assert figures["slices"]["4 to 8 m"]["persons"] > 0
    assert 0 <= figures["ece"] <= 1


def test_the_committed_recipe_is_that_of_the_committed_model():
    model = Manifest.load(share_dir() / "models" / "perception" / "yard_detector")
    assert Recipe.from_values(model.training["recipe"], "manifest") == Recipe.load(share_dir() / "config" / "training.yaml")


def test_a_network_of_before_some_entries_existed_is_what_it_was(tmp_path):
    old = tmp_path / "old"
    shutil.copytree(share_dir() / "models" / "perception" / "yard_detector", old)
    manifest = json.loads((old / "manifest.json").read_text())
    del manifest["input"]["fit"]
    for name in ("fit", "stem_depth", "top_down"):
        del manifest["training"]["recipe"]["network"][name]
    (old / "manifest.json").write_text(json.dumps(manifest))
    network = Recipe.of(Manifest.load(old)).network
    assert network.make_fit() == Manifest.load(old).make_fit() == PictureFit(320, 240, "stretch")
    assert (network.stem_depth, network.top_down) == (0, False)


def test_the_committed_int8_file_is_as_good_as_its_parent():
    files = Manifest.load(share_dir() / "models" / "perception" / "yard_detector").files
    assert max(files[name].parity["map_loss"] for name in ("int8", "int8_avx2", "trt")) < 0.01


def test_the_figures_of_the_committed_model_stand_on_enough_frames():
    evaluation = Manifest.load(share_dir() / "models" / "perception" / "yard_detector").training["evaluation"]
    assert all(figures["frames"] >= 10_000 and figures["worlds"] >= 4 for figures in evaluation.values())
    assert np.isfinite([figures["map50_95"] for figures in evaluation.values()]).all()


def test_fine_tuning_on_a_folder_begins_with_the_model_and_learns_its_place(trained, workshop, tmp_path):
    """The new place is dark: the trained network sees little there, and learns it from 32 frames in 40 steps."""
    place = write_place(tmp_path / "place", 0.3)
    recipe = {"steps": 40, "settle_steps": 0, "learning_rate": 0.005, "sharpness": 0.01, "calibration": "minmax"}
    small = {"processes": 1, "batch": 8, "average": 0.8, "calibration_frames": 16}
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump({"schema_version": 1, "training": {**recipe, **small}}))
    job = TrainingJob(tmp_path / "tuned", tmp_path / "recipe.yaml", tmp_path / "frames", data=place, start=trained[0])
    tuned = train_and_publish(job, STARTED, Nobody())
    assert tuned["int8"]["map50"] > 0.2 + seen_there(trained[0], place, tmp_path)
    data = Manifest.load(tmp_path / "tuned").training["data"]
    assert {split: part["frames"] for split, part in data.items()} == {"train": 32, "validation": 16, "held_out": 16}


def write_place(folder, light):
    """A data folder as a user brings one: drawn frames, darkened."""
    rng = np.random.default_rng(0)
    source, names = folder.with_name("source"), ("person", "cone", "crate")
    for number, (split, count) in enumerate((("train", 32), ("validation", 16), ("held_out", 16))):
        frames = draw_frames(count, 20 + number, **SMALL_PX)
        (source / split).mkdir(parents=True)
        for index, image in enumerate(frames.images):
            dark = np.clip(image * light + rng.normal(0, 4, image.shape), 0, 255).astype(np.uint8)
            cv2.imwrite(str(source / split / f"{split}_{index}.png"), cv2.cvtColor(dark, cv2.COLOR_RGB2BGR))
        boxes = frames.labels["box"].astype(float)
        document = {
            "images": [{"id": i, "file_name": f"{split}_{i}.png", **SMALL_PX} for i in range(count)],
            "categories": [{"id": i + 1, "name": name} for i, name in enumerate(names)],
            "annotations": [
                {"id": i, "image_id": int(label["frame"]), "category_id": int(label["class_id"]) + 1, "bbox": xywh(boxes[i])}
                for i, label in enumerate(frames.labels)
            ],
        }
        (source / f"{split}.json").write_text(json.dumps(document))
    assert call(["data", "import", str(source), "--out", str(folder)]) == 0
    return folder


def xywh(box):
    return [box[0], box[1], box[2] - box[0], box[3] - box[1]]


def seen_there(model, place, cache):
    manifest = Manifest.load(model)
    held_out = FolderSource(place, Recipe.of(manifest), cache / "frames").load("held_out", Nobody())
    file = manifest.file("int8")
    found = Predictor(manifest, file, manifest.read(file.path, file.sha256)).predict(held_out.images)
    return evaluate(held_out, found).map50
