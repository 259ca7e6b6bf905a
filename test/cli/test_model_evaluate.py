"""``limphome model evaluate``: the keys that scripts read, and what is written."""

import json
import shutil
from importlib.util import find_spec

import pytest

from limphome.cli import exit_status
from limphome.cli.main import call
from limphome.cli.model_evaluate import _print
from limphome.cli.model_figures import figure_notes, print_figures
from limphome.cli.model_options import find_model
from limphome.faults.fault_coverage import Coverage
from limphome.resources import share_dir

pytestmark = [pytest.mark.skipif(find_spec("torch") is None, reason="needs the extra [learn]"), pytest.mark.learning]
KEYS = {"map50", "map50_95", "person_recall_0p5_8m", "false_person_per_1000_frames", "ece", "slices", "worst_slice"}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_evaluate_gives_its_keys_and_writes_them_with_a_picture(tmp_path, capsys):
    sizes = ["--frames", "32", "--worlds", "4", "--robust-frames", "8", "--attack-frames", "8", "--attack-steps", "1"]
    folders = ["--cache", str(tmp_path / "frames"), "--out", str(tmp_path / "out")]
    status = call(["model", "evaluate", *sizes, *folders, "--robustness", "--attack", "pgd", "--json"])
    assert status == exit_status.RAN
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(result) >= KEYS | {"groups", "per_class", "recall_by_distance", "robustness", "attack"}
    (robust,) = result["robustness"].values()
    assert robust["frames"] == 8
    assert set(robust["faults"]["camera.blur"]) == {"1", "2", "3", "4", "5"}
    assert result["attack"]["steps"] == 1
    assert json.loads((tmp_path / "out" / "evaluation.json").read_text()) == result
    assert b"<svg" in (tmp_path / "out" / "reliability.svg").read_bytes()


def test_a_network_of_own_data_is_not_measured_on_yards_unasked(tmp_path, capsys):
    folder = shutil.copytree(share_dir() / "models" / "perception" / "yard_detector", tmp_path / "mine")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["training"]["data_folder"] = {"name": "site", "sha256": "0" * 64}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert call(["model", "evaluate", str(folder), "--frames", "8"]) == exit_status.COULD_NOT_RUN
    told = capsys.readouterr().err
    assert "'site'" in told
    assert "--data" in told


def test_an_unknown_attack_lists_those_that_exist(capsys):
    assert call(["model", "evaluate", "--attack", "magic", "--json"]) == exit_status.COULD_NOT_RUN
    error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert (error["where"], error["allowed"]) == ("--attack", "pgd")


def imported(folder, *classes):
    from learning.quantization.tiny_detectors import padded_with_infinity, write_model

    return str(write_model(folder / "theirs", padded_with_infinity(classes=len(classes)), classes=classes))


def test_a_network_of_others_is_measured_on_pictures_of_a_user(tmp_path, capsys):
    from learning.data.squares import COUNT, write_squares

    data = write_squares(tmp_path / "data", ("tree", "square"))
    folders = ["--data", str(data), "--cache", str(tmp_path / "frames"), "--out", str(tmp_path / "out")]
    command = ["model", "evaluate", imported(tmp_path, "square", "lamp"), *folders]
    assert call([*command, "--robustness", "--robust-frames", "8", "--json"]) == exit_status.RAN
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(result) >= KEYS | {"robustness"}
    assert (result["frames"], result["left_out"], result["not_judged"]) == (COUNT, ["tree"], ["lamp"])
    assert json.loads((tmp_path / "out" / "evaluation.json").read_text()) == result
    assert call(command) == exit_status.RAN
    text = capsys.readouterr().out
    assert "no such class: tree" in text
    assert "not judged, as the frames label no such class: lamp" in text


def test_only_the_attack_is_refused_for_a_network_of_others(tmp_path, capsys):
    assert call(["model", "evaluate", imported(tmp_path, "person"), "--attack", "pgd", "--json"]) == exit_status.COULD_NOT_RUN
    error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert "needs gradients" in error["what"]
    assert "all other figures" in error["allowed"]


def test_names_that_fit_nothing_are_told_before_anything_is_rendered(tmp_path, capsys):
    command = ["model", "evaluate", imported(tmp_path, "Person", "dog"), "--cache", str(tmp_path / "frames"), "--json"]
    assert call(command) == exit_status.COULD_NOT_RUN
    error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert error["what"] == "knows Person, dog; the frames are labelled person, cone, crate"
    assert "did you mean person?" in error["allowed"]
    assert not (tmp_path / "frames").exists()


def test_the_text_tells_persons_at_the_robots_threshold_and_at_the_score_of_these_frames(capsys):
    def at(threshold, recall, false):
        figures = {"person_threshold": threshold, "person_recall_0p5_8m": recall, "false_person_per_1000_frames": false}
        return {**figures, "recall_ci95": (recall - 0.1, recall + 0.1)}

    figures = {"persons": 9, "map50": 0.5, "map50_95": 0.25, **at(0.171, 0.6, 0.0), "shipped": at(0.037, 0.8, 160.0)}
    print_figures({"int8": figures}, ["25 validation frames"])
    out = capsys.readouterr().out
    assert "not finite" not in out
    robot, here = (line for line in out.splitlines() if "0.037" in line or "0.171" in line)
    assert "robot's" in robot
    assert "160.00" in robot
    assert "1 false" in here
    assert "0.00" in here


def test_answers_that_are_not_finite_are_told_with_their_file(capsys):
    figures = {"persons": None, "map50": 0.5, "map50_95": 0.25, "frames": 40}
    print_figures({"fp32": figures, "int8": {**figures, "not_finite": 3}})
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "not finite" in line)
    assert line.startswith("int8: its answer is not finite in 3 of 40 frames")


@pytest.mark.parametrize(("frames", "persons", "told"), [(40, 9, 1), (3000, 9, 0), (40, None, 0)])
def test_held_out_frames_too_few_to_show_one_false_person_in_1000_are_told(frames, persons, told):
    notes = figure_notes(find_model("yard_detector"), {"int8": {"frames": frames, "persons": persons}})
    assert len(notes) == told
    assert all("40 held-out frames cannot show one false person in 1000" in note for note in notes)


def test_without_a_class_person_the_text_says_so_and_names_what_was_left_out(capsys):
    figures = {
        "persons": None,
        "map50": 0.5,
        "map50_95": 0.25,
        "left_out": ["crate"],
        "ece": 0.1,
        "worst_slice": None,
        "groups": None,
    }
    robust = {"frames": 8, "mean_recall_relative": None, "faults": {"camera.blur": {"1": {"map_relative": 0.75}}}}
    robust["coverage"] = {"not_in_pictures": ["camera.extrinsic_shift"]}
    one = {"map50": 0.125, "map50_95": 0.1, "person_recall_0p5_8m": None}
    kinds = {name: one for name in ("clean", "noise", "fgsm", "pgd", "pgd_hide")}
    attack = {"frames": 8, "epsilon": 4, "steps": 1, "files": {"int8": kinds}}
    _print({"int8": figures}, {"robustness": {"int8": robust}, "attack": attack})
    text = capsys.readouterr().out
    assert "no class is called person" in text
    assert "no such class: crate" in text
    assert "0.2500" in text
    assert "0.750" in text
    assert f"Tried: {Coverage.of_layer('camera')}; not tried, as it spoils no picture: extrinsic_shift" in text
    assert "0.125 (-)" in text
