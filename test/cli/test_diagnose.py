"""``limphome diagnose``: what a person reads, and what is refused before hours of runs."""

import json
from types import SimpleNamespace

import pytest

from limphome.cli import diagnose, exit_status
from limphome.cli.main import call


@pytest.fixture
def fitted(monkeypatch):
    """A fit on 900 runs that takes no time."""
    fitted_on = {"runs": 900, "nominal_runs": 40, "nominal_s": 2400.0, "seeds": list(range(900)), "classes": [["a"], ["b"]]}
    model = SimpleNamespace(
        naming=SimpleNamespace(labels=[""] * 30), normal=SimpleNamespace(names=[""] * 87), fitted_on=fitted_on
    )
    monkeypatch.setattr("limphome.diagnosis.fit.fit", lambda runs: model)
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


def test_a_program_reads_all(capsys, fitted, tmp_path):
    assert call(["diagnose", "fit", "--model", str(tmp_path / "model.json"), "--json"]) == exit_status.RAN
    assert json.loads(capsys.readouterr().out)["seeds"] == fitted.fitted_on["seeds"]


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
    ],
)
def test_a_path_that_cannot_serve_is_told_before_any_run(capsys, tmp_path, arguments, words):
    (tmp_path / "file").write_text("text")
    arguments = [word.replace("FILE", str(tmp_path / "file")) for word in arguments]
    assert call(["diagnose", *arguments, "--json"]) == exit_status.COULD_NOT_RUN
    assert words in json.loads(capsys.readouterr().out.splitlines()[-1])["error"]["what"]
