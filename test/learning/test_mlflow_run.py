"""A training at MLflow: what is missing is told before it, what fails later costs nothing."""

import shutil
import sys
from datetime import datetime

import pytest

from limphome.core import LimphomeError
from limphome.learning import run
from limphome.learning.mlflow_run import MOST_METRICS, at_mlflow
from limphome.learning.recipe import Recipe
from limphome.learning.run_record import RunRecord
from limphome.learning.training_job import TrainingJob
from limphome.resources.share import share_dir

pytestmark = pytest.mark.learning
STARTED = datetime(2026, 1, 2, 3, 4, 5)
RECIPE = share_dir() / "config" / "training.yaml"


class Ear:
    """Keeps what is told."""

    def __init__(self):
        self.heard = []

    def show(self, *progress):
        pass

    def tell(self, text):
        self.heard.append(text)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A folder for MLflow to keep its runs in."""
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")  # asked for since MLflow 3.17 where runs are kept in files
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"file://{tmp_path / 'store'}")
    pytest.importorskip("mlflow", reason="mlflow is not installed")
    return tmp_path / "store"


def runs():
    import mlflow

    client = mlflow.MlflowClient()
    return client.search_runs([client.get_experiment_by_name("limphome").experiment_id])


def recorded():
    record = RunRecord(Recipe.load(RECIPE), "abc")
    for step in range(50, 50 * MOST_METRICS + 1, 50):
        record.observe("train", step, {"score_loss": 2.0 + step, "box_loss": 1.0})
    return record


def test_recipe_curves_figures_and_record_are_sent(store, tmp_path):
    ear = Ear()
    (tmp_path / "run.json").write_text("{}")
    with at_mlflow(Recipe.load(RECIPE), STARTED, ear) as send:
        assert [one.info.status for one in runs()] == ["RUNNING"], "it is begun before the training"
        send(recorded(), {"int8": {"map50": 0.5, "slices": {}}}, tmp_path / "run.json")
    (sent,) = runs()
    assert (sent.info.run_name, sent.info.status) == ("20260102-030405-train", "FINISHED")
    assert sent.data.params["training.seed"] == str(Recipe.load(RECIPE).training.seed)
    assert sent.data.metrics == {"int8.map50": 0.5, "train.score_loss": 2.0 + 50 * MOST_METRICS, "train.box_loss": 1.0}
    assert sent.data.tags["data_sha256"] == "abc"
    assert len(list(store.rglob("run.json"))) == 1
    assert ear.heard == []


def test_a_training_that_ends_in_an_error_is_one_that_failed(store):
    with pytest.raises(KeyboardInterrupt), at_mlflow(Recipe.load(RECIPE), STARTED, Ear()):
        raise KeyboardInterrupt
    assert [one.info.status for one in runs()] == ["FAILED"]


def test_without_its_uri_nothing_is_asked_of_mlflow(monkeypatch, tmp_path):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setitem(sys.modules, "mlflow", None)
    ear = Ear()
    with at_mlflow(Recipe.load(RECIPE), STARTED, ear) as send:
        send(recorded(), {}, tmp_path / "run.json")
    assert ear.heard == []


def train(tmp_path, ear=None):
    return run.train_and_publish(TrainingJob(tmp_path / "out", RECIPE, tmp_path / "frames"), STARTED, ear or Ear())


@pytest.fixture
def no_frames(monkeypatch):
    """A training that fails where it would begin to render."""
    monkeypatch.setattr(run, "_shared_frames", None)


def test_mlflow_that_is_missing_is_told_before_anything_is_rendered(no_frames, monkeypatch, tmp_path):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(LimphomeError, match="pip install mlflow-skinny"):
        train(tmp_path)


def test_a_server_that_is_not_there_is_told_before_anything_is_rendered(no_frames, store, monkeypatch, tmp_path):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(LimphomeError, match="MLflow does not take the run") as caught:
        train(tmp_path)
    assert caught.value.where == "MLFLOW_TRACKING_URI"


def test_a_server_that_dies_while_it_trains_costs_a_warning_and_nothing_else(store, monkeypatch, tmp_path):
    class Course:
        def __init__(self, recipe, *more):
            self.record, self.lesson = recorded(), None

        def run(self):
            shutil.rmtree(store)
            store.write_text("a disk that broke")

    def publish(trained, out, *more):
        out.mkdir()
        return {"int8": {"map50": 0.5}}

    for name, stand_in in (("Course", Course), ("publish", publish), ("look_before", lambda lesson: [])):
        monkeypatch.setattr(run, name, stand_in)
    monkeypatch.setattr(run, "_shared_frames", lambda *given: None)
    ear = Ear()
    assert train(tmp_path, ear) == {"int8": {"map50": 0.5}}
    assert len([text for text in ear.heard if text.startswith("warning: MLflow takes no more of this run")]) == 1
    assert (tmp_path / "20260102-030405-train" / "run.json").is_file()
    assert (tmp_path / "out" / "20260102-030405-train" / "run.json").is_file()
    assert not (tmp_path / ".out.training").exists()
