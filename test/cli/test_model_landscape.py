"""``limphome model landscape``: table, picture and JSON, and what it says to wrong input."""

import json
import xml.etree.ElementTree as ElementTree
from importlib.util import find_spec

import numpy as np
import pytest

from limphome.cli import exit_status
from limphome.cli.main import call
from limphome.cli.report.landscape_plot import landscape_svg
from limphome.cli.report.landscape_table import landscape_markdown

needs = pytest.mark.skipif(not (find_spec("torch") and find_spec("optuna")), reason="needs the extras [learn,search]")


CLOCKS = {"governor": "schedutil", "lowest_mhz": 1190.4, "highest_mhz": 1193.4, "limit_mhz": 1200.0}
PACE = {
    "power_mode": "2 MODE_15W",
    "clocks": {"cpu": CLOCKS, "devices": {"gv11b": {"now_mhz": 318.75}, "nvdec": {"now_mhz": None}}},
}


def row(label, precision, ms, accuracy, front, memory=40.0, energy=None):
    return {
        "label": label,
        "candidate": {"precision": precision, "runtime": "onnxruntime"},
        "accuracy": {"map50_95": accuracy},
        "latency_ms": {"whole_median": ms, "whole_p99": 2 * ms},
        "network_cpu_ms": ms / 2,
        "throughput_fps": 1e3 / ms,
        "energy_j": energy,
        "memory_mb": memory,
        "start_up_s": 0.5,
        "front": front,
        **PACE,
    }


CURVE = {"median": [0.5, 0.9, 1.0], "low": [0.4, 0.8, 1.0], "high": [0.6, 1.0, 1.0]}
RESULT = {
    "accuracy_of": "short training",
    "objectives": ["accuracy", "latency"],
    "left_out": {"energy": "not measured"},
    "energy_reason": "no energy meter: none",
    "refused": {"odd one": "no golden frame"},
    "conditions": {"cpu": "Carmel", "cores": 6, "load_1min": 0.5, "versions": {"python": "3.8.10"}},
    "rows": [row("slow", "fp32", 3.0, 0.8, False), row("fast", "int8", 1.0, 0.81, True, memory=None)],
    "search": {
        "kind": "replay of the measured grid",
        "points": 3,
        "seeds": 4,
        "curves": {"grid": CURVE, "random": CURVE, "search": CURVE},
        "measurements": {"search": {"95%": 2.0, "100%": None}},
    },
}


def test_the_table_has_the_front_first_and_no_invented_number():
    lines = landscape_markdown(RESULT).splitlines()
    rows = [line for line in lines if line.startswith("|")][2:]
    assert [line.split("|")[2].strip() for line in rows] == ["fast", "slow"]
    assert rows[0].split("|")[1].strip() == "*"
    assert rows[0].split("|")[8:10] == [" -          ", " -     "]
    assert any("odd one: no golden frame" in line for line in lines)
    assert "- search: 95%: 2, 100%: never" in lines


def test_one_line_tells_the_machine_and_the_clocks_in_each_power_mode():
    unknown = {"governor": None, "lowest_mhz": None, "highest_mhz": None}
    other = {**RESULT["rows"][0], "power_mode": None, "clocks": {"cpu": unknown, "devices": {}}}
    (line,) = (one for one in landscape_markdown({**RESULT, "rows": [*RESULT["rows"], other]}).splitlines() if "Carmel" in one)
    fast = "power mode 2 MODE_15W, 1190 to 1193 MHz, governor schedutil, gv11b 319 MHz"
    bare = "power mode none, clock unknown, governor unknown"
    assert line == f"Measured on Carmel, 6 cores, load 0.5, python 3.8.10; {fast}; {bare}."


def test_answers_that_are_no_numbers_are_told_beside_the_accuracy():
    broken = {**RESULT["rows"][1], "accuracy": {"map50_95": 0.7, "frames": 200, "not_finite": 3}}
    table = landscape_markdown({**RESULT, "rows": [RESULT["rows"][0], broken]})
    assert [line for line in table.splitlines() if line.startswith("Not finite")] == [
        "Not finite: fast in 3 of 200 frames: errors on a robot, which its mAP does not know of."
    ]


def test_what_a_search_went_by_is_told():
    live = {"kind": "live", "objectives": ["accuracy", "energy"], "measured": 2, "grid_points": 9, "seed": 0}
    assert "A search by accuracy, energy chose 2 of 9 points." in landscape_markdown({**RESULT, "search": live})


@pytest.mark.skipif(find_spec("matplotlib") is None, reason="needs the extra [report]")
def test_the_picture_stands_alone_and_is_the_same_each_time():
    picture = landscape_svg(RESULT)
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "var(--" not in picture
    assert picture == landscape_svg(RESULT)
    live = {**RESULT, "search": {"kind": "live", "measured": 2, "grid_points": 9, "seed": 0}}
    assert "share of the hypervolume" in picture
    assert "share of the hypervolume" not in landscape_svg(live)


@needs
@pytest.mark.learning
def test_models_that_exist_are_measured_and_written_down(capsys, tmp_path):
    from limphome.learning.frame_set import LABEL, FrameSet

    label = np.zeros(8, LABEL)
    label["frame"], label["box"], label["visible"], label["height_px"], label["distance_m"] = range(8), (9, 9, 60, 99), 1, 90, 3
    images = np.random.default_rng(0).integers(0, 255, (8, 240, 320, 3), np.uint8)
    FrameSet(images, label, np.arange(8, dtype=np.int32) // 2).save(tmp_path / "held_out-0-8x4")
    given = ["--models", "yard_detector", "--precisions", "auto,fp32", "--frames", "8", "--seconds", "0.1", "--no-memory"]
    out = tmp_path / "out"
    assert call(["model", "landscape", *given, "--cache", str(tmp_path), "--out", str(out), "--json"]) == exit_status.RAN
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    written = json.loads((out / "landscape.json").read_text())
    assert len(told["rows"]) == 2
    assert written["rows"] == told["rows"]
    assert written["schema_version"] == 1
    assert "networks that existed" in (out / "landscape.md").read_text()
    assert "mAP 50:95 of person, cone, crate on 8 held-out frames" in (out / "landscape.md").read_text()
    assert (out / "landscape.svg").read_text().startswith("<svg")


@needs
@pytest.mark.learning
def test_a_network_of_others_is_compared_in_what_both_know(capsys, tmp_path):
    from learning.quantization.tiny_detectors import padded_with_infinity, write_model
    from limphome.learning.frame_set import LABEL, FrameSet

    write_model(tmp_path / "theirs", padded_with_infinity(classes=2), classes=("lamp", "person"))
    FrameSet(np.zeros((8, 240, 320, 3), np.uint8), np.zeros(0, LABEL), np.arange(8, dtype=np.int32)).save(
        tmp_path / "held_out-0-8x8"
    )
    models = ["--models", f"yard_detector,{tmp_path / 'theirs'}", "--precisions", "auto", "--batches", "1,2"]
    sizes = ["--frames", "8", "--seconds", "0.1", "--no-memory", "--cache", str(tmp_path), "--out", str(tmp_path / "out")]
    assert call(["model", "landscape", *models, *sizes, "--json"]) == exit_status.RAN
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["classes"] == ["person"]
    ran = {(row["candidate"]["model"], row["candidate"]["batch"]) for row in told["rows"]}
    assert ran == {("yard_detector", 1), ("yard_detector", 2), ("theirs", 1)}
    assert list(told["refused"]) == ["theirs fp32 onnxruntime t1 b2"]  # nobody asked for the other one's file
    assert "its graph takes 1 picture at once" in told["refused"]["theirs fp32 onnxruntime t1 b2"]
    assert told["axes"]["precision"] == ["auto"]


@needs
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--widths", "half"], "half"),
        (["--models", "nobody"], "nobody"),
        (["--precisions", "fp32", "--threads", "x"], "x"),
        (["--models", "yard_detector", "--precisions", "auto,int9"], "no model has 'int9'"),
    ],
)
def test_wrong_axes_are_told(capsys, given, said):
    assert call(["model", "landscape", *given, "--json"]) == exit_status.COULD_NOT_RUN
    assert said in json.loads(capsys.readouterr().out.splitlines()[-1])["error"]["what"]
