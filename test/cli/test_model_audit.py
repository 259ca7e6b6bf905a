"""``limphome model audit``: exit status, JSON, and the record that a robot reads."""

import json
import shutil
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

from limphome.cli import exit_status
from limphome.cli.main import call
from limphome.perception.audit_record import read_audit
from limphome.resources.share import share_dir

pytestmark = [
    pytest.mark.skipif(find_spec("torch") is None, reason="needs the extra [learn]"),
    pytest.mark.learning,
    pytest.mark.slow,
    pytest.mark.timeout(300),
]


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(share_dir() / "models" / "perception" / "yard_detector", tmp_path / "model")
    return tmp_path / "model"


def test_the_release_before_may_be_given_by_name(folder, monkeypatch, capsys):
    report = SimpleNamespace(failed=(), missing=(), skipped=(), passed=True, quick=False, as_dict=dict)
    given = []
    monkeypatch.setattr(
        "limphome.learning.audit.gate.audit", lambda subject, *more: given.append(subject.asked.previous) or report
    )
    assert call(["model", "audit", str(folder), "--previous", "yard_detector", "--no-write", "--json"]) == exit_status.RAN
    assert given == [share_dir() / "models" / "perception" / "yard_detector"]


@pytest.mark.parametrize(
    ("before", "quick", "failed", "missing", "written"),
    [
        ("whole", True, [], [], False),
        ("whole", False, [], ["golden_frame"], False),
        ("whole", True, ["worst_slice"], [], True),
        ("whole", False, ["worst_slice"], ["golden_frame"], True),
        ("whole", False, [], [], True),
        ("none", True, [], [], True),
        ("none", False, [], ["golden_frame"], True),
        ("broken", True, [], [], True),
    ],
)
def test_what_says_less_does_not_replace_a_passed_whole_audit(folder, monkeypatch, before, quick, failed, missing, written):
    if before != "whole":
        (folder / "audit.json").unlink()
    if before == "broken":
        (folder / "audit.json").write_text("{}")
    wrote = []
    passed = not failed and not missing
    lists = {"failed": failed, "missing": missing, "skipped": missing}
    report = SimpleNamespace(**lists, passed=passed, quick=quick, as_dict=dict, write=wrote.append)
    monkeypatch.setattr("limphome.learning.audit.gate.audit", lambda *asked: report)
    status = call(["model", "audit", str(folder), "--json"])
    assert bool(wrote) == written
    assert status == (exit_status.RAN if passed else exit_status.VERDICT_FAILED)


@pytest.mark.parametrize(
    ("skipped", "written"), [(["worst_slice"], False), (["other"], True), ([], True), (["other", "worst_slice"], False)]
)
def test_a_check_that_failed_and_is_left_out_now_stays_failed(folder, monkeypatch, capsys, skipped, written):
    record = json.loads((folder / "audit.json").read_text())
    (folder / "audit.json").write_text(json.dumps({**record, "passed": False, "failed": ["worst_slice"]}))
    wrote = []
    report = SimpleNamespace(failed=[], missing=[], skipped=skipped, passed=True, quick=True, as_dict=dict, write=wrote.append)
    monkeypatch.setattr("limphome.learning.audit.gate.audit", lambda *asked: report)
    assert call(["model", "audit", str(folder), "--json"]) == (exit_status.RAN if written else exit_status.VERDICT_FAILED)
    assert bool(wrote) == written
    assert ("failed worst_slice, which did not run this time" in capsys.readouterr().err) != written


def test_an_audit_without_an_essential_check_says_so_and_ends_with_status_3(folder, monkeypatch, capsys):
    from limphome.learning.audit.report import AuditReport, Row  # needs torch

    rows = (Row("golden_frame", "infrastructure", "holds", "skipped", "no frames"),)
    report = AuditReport("mine", "0" * 64, "2027-01-02", False, rows, ("golden_frame", "latency_budget"))
    monkeypatch.setattr("limphome.learning.audit.gate.audit", lambda *asked: report)
    assert call(["model", "audit", str(folder), "--no-write"]) == exit_status.VERDICT_FAILED
    said = capsys.readouterr().out
    assert "mine partial" in said
    assert "did not run, and are essential: golden_frame, latency_budget" in said


def test_a_model_with_a_damaged_file_fails_its_audit_and_no_robot_loads_it(folder, tmp_path, capsys):
    onnx_file = next(folder.glob("*.ort.onnx"))
    onnx_file.write_bytes(onnx_file.read_bytes()[:-1] + b"\0")
    options = ["--quick", "--frames", "32", "--cache", str(tmp_path / "frames"), "--runs", str(tmp_path)]
    assert call(["model", "audit", str(folder), *options, "--json"]) == exit_status.VERDICT_FAILED
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    status = {check["name"]: check["status"] for check in result["checks"]}
    assert len(status) >= 15
    assert status["specification"] == "failed"
    assert status["training_reproducible"] == "skipped"
    assert result["score"] == min(result["section_scores"].values())
    assert read_audit(folder).forbids
    assert (folder / "audit.md").is_file()
