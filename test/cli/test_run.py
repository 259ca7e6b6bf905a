"""``limphome run``: what it prints, and what it says to wrong input."""

import json
import shutil
from importlib.util import find_spec

import pytest

from limphome.cli import exit_status
from limphome.cli.main import call
from limphome.resources import share_dir

# Not importorskip: MuJoCo chooses its GL library when it is first imported, and that is for limphome.simulation to do.
pytestmark = pytest.mark.skipif(find_spec("mujoco") is None, reason="needs the extra [sim]")

KEYS = {
    "scenario", "seed", "faults", "mission", "distance_m", "contacts", "contacts_nominal", "contacts_person_moving",
    "min_clearance_m", "modes", "shown_s", "detected_after_s", "causes", "false_alarms", "false_causes", "sim_s", "wall_s",
    "digest", "cpu", "versions", "model",
}  # fmt: skip
SHORT = "schema_version: 1\nworld: yard\nduration_s: 4.0\nroute: [[-2.0, 0.0], [6.0, 0.0]]\n"


@pytest.fixture
def short(tmp_path):
    """A scenario of four seconds."""
    path = tmp_path / "short.yaml"
    path.write_text(SHORT)
    return str(path)


def error_of(capsys, *arguments):
    assert call([*arguments, "--json"]) == exit_status.COULD_NOT_RUN
    return json.loads(capsys.readouterr().out.splitlines()[-1])["error"]


def test_a_typo_in_the_scenario_lists_the_names(capsys):
    assert call(["run", "clear_rout"]) == exit_status.COULD_NOT_RUN
    err = capsys.readouterr().err
    assert "unknown name 'clear_rout'" in err
    for name in ("blind_corner", "clear_route", "crossing_person", "crowded_yard", "demo"):
        assert name in err


def test_a_scenario_file_that_is_not_there_is_named(capsys):
    assert error_of(capsys, "run", "none/such.yaml")["where"] == "none/such.yaml"


def test_bad_yaml_names_file_and_line(tmp_path, capsys):
    path = tmp_path / "bad.yaml"
    path.write_text("schema_version: 1\nworld: [yard\nduration_s: 3\n")
    error = error_of(capsys, "run", str(path))
    assert error["where"] == f"{path}:3"
    assert "is not YAML" in error["what"]


def test_a_typo_in_a_key_names_the_close_one(tmp_path, capsys):
    path = tmp_path / "typo.yaml"
    path.write_text(SHORT.replace("duration_s", "duration"))
    error = error_of(capsys, "run", str(path))
    assert error["what"] == "unknown key 'duration'"
    assert "did you mean duration_s?" in error["allowed"]


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        ("camera.frezze:3", "unknown fault 'camera.frezze'"),
        ("lidar.ghost:3", "'lidar.ghost' is not built yet"),
        ("camera.freeze", "not a fault: 'camera.freeze'"),
        ("camera.freeze:9", "severity 9"),
        ("camera.freeze[scan]:3", "cannot act on 'scan'"),
    ],
)
def test_a_wrong_fault_says_what_is_allowed(short, capsys, fault, what):
    error = error_of(capsys, "run", short, "--fault", fault)
    assert error["what"] == what
    assert error["allowed"]


def test_a_folder_that_cannot_be_written_is_told_before_the_run(short, tmp_path, capsys):
    (tmp_path / "file").touch()
    error = error_of(capsys, "run", short, "--picture", "--runs", str(tmp_path / "file"))
    assert error["what"] == "is a file"
    assert str(tmp_path / "file") in error["where"]


def test_a_run_that_cannot_begin_leaves_no_folder(short, tmp_path, capsys):
    assert call(["run", "clear_rout", "--picture", "--runs", str(tmp_path / "runs")]) == exit_status.COULD_NOT_RUN
    assert not (tmp_path / "runs").exists()


def test_a_negative_seed_is_wrong_usage(short, capsys):
    assert call(["run", short, "--seed", "-1"]) == exit_status.WRONG_USAGE
    assert "--seed" in capsys.readouterr().err


def test_the_result_has_the_keys_of_the_contract_and_the_same_seed_gives_the_same_digest(short, capsys):
    results = []
    for _ in range(2):
        assert call(["run", short, "--fault", "camera.freeze:5@2+1", "--json"]) == exit_status.RAN
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 1
        results.append(json.loads(lines[0]))
    assert set(results[0]) >= KEYS
    assert results[0]["mission"] in ("completed", "stopped", "timeout")
    assert results[0]["sim_s"] == pytest.approx(4.0, abs=0.02)
    assert results[0]["faults"] == ["camera.freeze[camera/image_raw]:5@2+1"]
    assert results[0]["digest"] == results[1]["digest"]


def test_a_picture_lies_in_the_folder_of_the_run(short, tmp_path, capsys):
    assert call(["run", short, "--picture", "--runs", str(tmp_path / "runs")]) == exit_status.RAN
    (folder,) = (tmp_path / "runs").iterdir()
    assert (folder / "picture.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    record = json.loads((folder / "run.json").read_text())
    assert record["schema_version"] == 1
    assert record["result"]["scenario"] == "short"
    assert "picture.png" in capsys.readouterr().out


def test_a_network_of_the_user_drives(short, tmp_path, capsys):
    folder = tmp_path / "detector"
    shutil.copytree(share_dir() / "models" / "perception" / "yard_detector", folder)
    assert call(["run", short, "--model", str(folder)]) == exit_status.RAN
    assert f"network  {folder}" in capsys.readouterr().out
    for file in folder.glob("*.onnx"):
        file.write_bytes(b"no network")
    assert str(folder) in error_of(capsys, "run", short, "--model", str(folder))["where"]


def test_a_network_that_is_not_there_is_told_with_those_that_are(short, capsys):
    error = error_of(capsys, "run", short, "--model", "yard_detectr")
    assert error["what"] == "no model 'yard_detectr'"
    assert "yard_detector" in error["allowed"]
