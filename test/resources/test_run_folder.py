import json
from datetime import datetime

import pytest

from limphome.core import LimphomeError
from limphome.resources.run_folder import RunFolder, provenance

NOW = datetime(2026, 11, 24, 9, 5, 7)


def test_the_folder_is_named_after_time_and_run(tmp_path):
    folder = RunFolder.create("demo", NOW, tmp_path / "runs")
    assert folder.path == tmp_path / "runs" / "20261124-090507-demo"
    assert folder.path.is_dir()


def test_a_second_run_in_the_same_second_has_its_own_folder(tmp_path):
    first, second = (RunFolder.create("demo", NOW, tmp_path) for _ in range(2))
    assert first.path != second.path
    assert second.path.name == "20261124-090507-demo-2"


def test_run_json_says_what_ran(tmp_path):
    model = tmp_path / "model"
    model.mkdir()
    (model / "manifest.json").write_text("{}")
    folder = RunFolder.create("run", NOW, tmp_path)
    record = json.loads(folder.write_run({"fault": "x"}, 7, {"mission": "completed"}, provenance(model)).read_text())
    assert record["schema_version"] == 1
    assert record["options"] == {"fault": "x"}
    assert record["seed"] == 7
    assert record["result"] == {"mission": "completed"}
    assert {"versions", "commit", "cpu", "model"} <= set(record)
    assert record["versions"]["numpy"]
    assert len(record["model"]["manifest_sha256"]) == 64


def test_a_full_disk_is_an_error_and_leaves_no_half_file(tmp_path):
    folder = RunFolder.create("run", NOW, tmp_path)
    (folder.path / "run.json").write_text("before")
    (folder.path / ".run.json.part").symlink_to("/dev/full")
    with pytest.raises(LimphomeError, match=r"run.json: cannot be written: No space left on device.*--runs"):
        folder.write_text("run.json", "x" * 100)
    assert (folder.path / "run.json").read_text() == "before"
    assert [path.name for path in folder.path.iterdir()] == ["run.json"]


def test_too_little_space_is_refused_before_the_run_and_leaves_no_folder(tmp_path):
    with pytest.raises(LimphomeError, match="MB are free"):
        RunFolder.create("demo", NOW, tmp_path / "runs", need_bytes=10**18)
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_place_that_cannot_be_written_is_an_error_with_its_path(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LimphomeError, match=r"file: is a file .*--runs"):
        RunFolder.create("demo", NOW, tmp_path / "file" / "runs")
