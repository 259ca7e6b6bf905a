"""``limphome diagnose``: what a person reads, and what is refused before hours of runs."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from limphome.cli import diagnose, exit_status
from limphome.cli.main import call
from limphome.diagnosis.model_file import load_model
from limphome.diagnosis.recorded_run import RecordedRun
from limphome.diagnosis.telemetry import Telemetry
from limphome.resources import share_dir


@pytest.fixture
def fitted(monkeypatch):
    """A fit on 900 runs that takes no time."""
    fitted_on = {"runs": 900, "nominal_runs": 40, "nominal_s": 2400.0, "seeds": list(range(900)), "classes": [["a"], ["b"]]}
    model = SimpleNamespace(
        naming=SimpleNamespace(labels=[""] * 30), normal=SimpleNamespace(names=[""] * 87), fitted_on=fitted_on
    )
    model.least_scores = []
    monkeypatch.setattr("limphome.diagnosis.fit.fit", lambda runs, least_score: model.least_scores.append(least_score) or model)
    monkeypatch.setattr("limphome.diagnosis.model_file.save_model", lambda model, path: None)
    monkeypatch.setattr(diagnose._Campaign, "runs", lambda campaign, purpose: [])
    return model


def test_a_person_reads_a_few_lines(capsys, fitted, tmp_path):
    assert call(["diagnose", "fit", "--model", str(tmp_path / "model.json")]) == exit_status.RAN
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "fitted on 900 runs, 40 of them without a fault (2400 s)",
        "30 answers from 87 metrics; 2 groups of them look alike",
        str(tmp_path / "model.json"),
    ]


@pytest.mark.parametrize(("given", "least_score"), [((), 1.0), (("--least-score", "1.95"), 1.95)])
def test_the_incident_score_may_be_kept_from_falling(fitted, tmp_path, given, least_score):
    assert call(["diagnose", "fit", "--telemetry", str(tmp_path), *given]) == exit_status.RAN
    assert fitted.least_scores == [least_score]


def test_a_program_reads_all(capsys, fitted, tmp_path):
    assert call(["diagnose", "fit", "--telemetry", str(tmp_path), "--json"]) == exit_status.RAN
    result = json.loads(capsys.readouterr().out)
    assert result["seeds"] == fitted.fitted_on["seeds"]
    assert result["model"] == str(tmp_path / "model.json"), "the shipped model is never written over unasked"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fit", "--model", "FILE/model.json"), "is a file"),
        (("fit", "--telemetry", "FILE"), "is a file"),
        (("evaluate", "--telemetry", "FILE"), "is a file"),
        (("evaluate", "--markdown", "."), "is a folder"),
        (("evaluate", "--markdown", "FILE/tables.md"), "is a file"),
        (("evaluate", "--model", "FILE"), "is not JSON"),
        (("fit", "--recording", "FILE"), "is not a readable recording"),
        (("widen", "--recording", "FILE", "--out", "."), "is not a readable recording"),
        (("widen", "--recording", "FILE", "--out", "FILE/model.json"), "is a file"),
    ],
)
def test_a_path_that_cannot_serve_is_told_before_any_run(capsys, tmp_path, arguments, words):
    (tmp_path / "file").write_text("text")
    arguments = [word.replace("FILE", str(tmp_path / "file")) for word in arguments]
    assert call(["diagnose", *arguments, "--json"]) == exit_status.COULD_NOT_RUN
    assert words in json.loads(capsys.readouterr().out.splitlines()[-1])["error"]["what"]


def test_a_widened_model_is_written_and_loads(capsys, monkeypatch, tmp_path):
    shipped = load_model(share_dir() / "models" / "diagnosis")
    rows = np.tile(shipped.normal.center, (200, 1))
    rows[50:150, shipped.normal.names.index("camera.age_s")] += 0.1  # pictures come a tenth of a second late
    drive = RecordedRun(Telemetry(shipped.normal.names, 0, rows), "slow_drive", 0, "fit")
    monkeypatch.setattr("limphome.diagnosis.recording.nominal_run", lambda path: drive)  # MCAP has tests of its own
    arguments = ["diagnose", "widen", "--recording", "slow.mcap", "--out", str(tmp_path)]
    assert call(arguments) == exit_status.RAN
    first, *_, count, path = capsys.readouterr().out.splitlines()
    assert first.startswith("camera.age_s ")
    assert count.endswith("metrics got more room from 1 drives")
    assert load_model(tmp_path).fitted_on["widened_by"][-1] == "slow_drive"
    assert path == str(tmp_path / "model.json")
