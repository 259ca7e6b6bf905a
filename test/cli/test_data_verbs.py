"""``limphome data``: exit statuses, JSON, and that nothing heavy is loaded."""

import json
import subprocess
import sys

import cv2
import numpy as np
import pytest

from limphome.cli import exit_status
from limphome.cli.main import call


@pytest.fixture
def source(tmp_path):
    """A YOLO folder: two drives of three pictures, a box of each class in each."""
    folder = tmp_path / "mine"
    (folder / "images").mkdir(parents=True)
    (folder / "labels").mkdir()
    (folder / "classes.txt").write_text("person\ncone\n")
    for index in range(6):
        picture = cv2.resize(np.random.default_rng(index).integers(0, 255, (20, 30, 3), np.uint8), (120, 80))
        cv2.imwrite(str(folder / "images" / f"drive{index // 3}_{index}.png"), picture)
        (folder / "labels" / f"drive{index // 3}_{index}.txt").write_text("0 0.5 0.5 0.2 0.4\n1 0.2 0.3 0.1 0.1\n")
    return folder


def result_of(capsys, status, *arguments):
    assert call(["data", *map(str, arguments), "--json"]) == status
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def imported(capsys, source, out):
    options = ("--world", "drive[0-9]", "--split-by-world", "train=1,held_out=1")
    return result_of(capsys, exit_status.RAN, "import", source, "--out", out, *options)


def test_import_deals_worlds_and_gives_the_card(capsys, source, tmp_path):
    card = imported(capsys, source, tmp_path / "out")
    assert {name: split["worlds"] for name, split in card["splits"].items()} == {"train": 1, "held_out": 1}
    assert len(card["digest"]) == 64
    assert (tmp_path / "out" / "card.md").is_file()


def test_names_of_other_tools_for_splits_make_a_set_that_can_be_trained_on(capsys, source, tmp_path):
    options = ("--world", "[0-9](?=.png)", "--split-by-world", "train=70,val=15,test=15")
    card = result_of(capsys, exit_status.RAN, "import", source, "--out", tmp_path / "out", *options)
    assert list(card["splits"]) == ["train", "validation", "held_out"]
    assert not [note for note in card["notes"] if "will not take it" in note]
    assert list(result_of(capsys, exit_status.RAN, "import", source, "--out", tmp_path / "b", "--split", "test")["splits"]) == [
        "held_out"
    ]


def test_a_faultless_set_passes(capsys, source, tmp_path):
    imported(capsys, source, tmp_path / "out")
    report = result_of(capsys, exit_status.RAN, "check", tmp_path / "out")
    assert report["passed"] is True


def test_a_failed_check_is_a_verdict_and_names_the_file(capsys, source, tmp_path):
    imported(capsys, source, tmp_path / "out")
    first = next((tmp_path / "out" / "held_out").iterdir())
    copied = next((tmp_path / "out" / "train").iterdir())
    first.write_bytes(copied.read_bytes())
    sheet = tmp_path / "named.png"
    report = result_of(capsys, exit_status.VERDICT_FAILED, "check", tmp_path / "out", "--sheet", sheet)
    files = {name: [one["file"] for one in check["findings"]] for name, check in report["checks"].items()}
    assert files["files"] == [f"held_out/{first.name}"]
    assert files["leakage"]
    assert sheet.is_file()


def test_a_person_reads_each_check_and_each_finding(capsys, source):
    (source / "labels" / "drive0_0.txt").write_text("9 0.5 0.5 0.1 0.1\n")
    assert call(["data", "check", str(source)]) == exit_status.VERDICT_FAILED
    out = capsys.readouterr().out
    assert "failed   annotations" in out
    assert "labels/drive0_0.txt line 1: class 9 is none of 0 to 1" in " ".join(out.split())


def test_bounds_may_be_given(capsys, source, tmp_path):
    (tmp_path / "bounds.yaml").write_text("without_bx: 0.5\n")
    error = result_of(capsys, exit_status.COULD_NOT_RUN, "check", source, "--bounds", tmp_path / "bounds.yaml")["error"]
    assert "without_box" in error["allowed"]


def test_show_writes_a_sheet(capsys, source, tmp_path):
    result = result_of(capsys, exit_status.RAN, "show", source, "--out", tmp_path / "sheet.png", "--count", 4)
    assert len(result["pictures"]) == 4
    assert (tmp_path / "sheet.png").is_file()


def test_export_writes_a_yolo_folder(capsys, source, tmp_path):
    imported(capsys, source, tmp_path / "out")
    assert result_of(capsys, exit_status.RAN, "export", tmp_path / "out", "--out", tmp_path / "yolo")["pictures"] == 6
    assert result_of(capsys, exit_status.RAN, "check", tmp_path / "yolo")["checks"]["annotations"]["status"] == "passed"


def test_bad_input_is_one_error_with_what_where_and_allowed(capsys, source, tmp_path):
    (source / "images" / "drive0_0.png").write_bytes(b"")
    error = result_of(capsys, exit_status.COULD_NOT_RUN, "import", source, "--out", tmp_path / "out")["error"]
    assert error["what"].startswith("is empty")
    assert error["where"].endswith("drive0_0.png")
    assert "--drop-bad" in error["allowed"]


def test_too_few_worlds_to_make_three_splits(capsys, tmp_path):
    error = result_of(capsys, exit_status.COULD_NOT_RUN, "make", "--out", tmp_path / "a", "--worlds", 2)["error"]
    assert error["what"] == "2 worlds for three splits"


@pytest.mark.parametrize("verb", [("check",), ("show",), ("export", "--out", "new"), ("import", "--out", "new")])
def test_a_file_in_place_of_a_folder_is_called_a_file(capsys, tmp_path, verb):
    (tmp_path / "one.json").touch()
    name, *options = verb
    error = result_of(capsys, exit_status.COULD_NOT_RUN, name, tmp_path / "one.json", *options)["error"]
    assert (error["what"], error["where"]) == ("is a file", str(tmp_path / "one.json"))
    assert "folder" in error["allowed"]


def test_a_folder_that_is_there_is_told_before_a_long_import(capsys, source, tmp_path):
    error = result_of(capsys, exit_status.COULD_NOT_RUN, "import", source, "--out", tmp_path)["error"]
    assert (error["what"], error["where"]) == ("is there already", str(tmp_path))


def test_torch_is_not_loaded(source):
    code = "import sys; from limphome.cli.main import call; call(sys.argv[1:]); print('torch' in sys.modules)"
    arguments = [sys.executable, "-c", code, "data", "check", str(source)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
