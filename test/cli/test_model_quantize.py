"""``limphome model quantize`` with pictures, on the shipped network."""

import json

import cv2
import numpy as np
import pytest

from limphome.cli import exit_status
from limphome.cli.main import call
from limphome.core import LimphomeError
from limphome.perception.detector import Detector
from limphome.perception.manifest import Manifest
from limphome.resources.share import share_dir

pytest.importorskip("onnx", reason="needs the extra [learn]")
MODEL = share_dir() / "models" / "perception" / "yard_detector"


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """The golden frame, mirrored, brightened and shifted: ten pictures with things in them."""
    folder = tmp_path_factory.mktemp("pictures")
    golden = cv2.imread(str(MODEL / "golden.png"))
    for index in range(10):
        image = golden[:, ::-1] if index % 2 else golden
        image = np.clip(image.astype(float) * (0.8 + 0.04 * index), 0, 255).astype(np.uint8)
        cv2.imwrite(str(folder / f"{index}.png"), np.roll(image, 4 * index, axis=1))
    return folder


def run(capsys, *arguments):
    status = call(["model", "quantize", *map(str, arguments), "--json"])
    return status, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_a_network_of_ours_is_quantized_with_pictures(capsys, pictures, tmp_path):
    out = tmp_path / "out"
    arguments = ("--calibration", pictures, "--out", out, "--method", "minmax", "--max-lost", 0.2, "--max-added", 0.2)
    status, result = run(capsys, "yard_detector", *arguments, "--seconds", 0.1)
    assert status == exit_status.RAN
    assert result["agreement"]["kept"] >= 0.8
    assert len(result["left_in_float"]) >= 3  # the head, as in training
    assert result["method"] == "minmax"
    assert result["speedup"] > 0
    assert set(result["files"]) | set(result["withheld"]) == {"int8", "int8_avx2", "trt"}
    assert Manifest.load(out).file(Detector.load(out).variant).sha256 in [file["sha256"] for file in result["files"].values()]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--method", "median"), "entropy"),
        (("--calibration", "nowhere"), "nowhere"),
        (("--whole", "--calibration", "nowhere"), "without --calibration"),
        (("--aware-steps", "0", "--calibration", "nowhere"), "--aware-steps for networks of ours, without --calibration"),
        (("--whole", "--trials", "9"), "--whole leaves no node in float"),
    ],
)
def test_wrong_flags_are_named(capsys, tmp_path, arguments, word):
    status, result = run(capsys, "yard_detector", "--out", tmp_path / "out", *arguments)
    assert status == exit_status.COULD_NOT_RUN
    assert word in " ".join(result["error"].values())


@pytest.mark.parametrize(
    ("flags", "pictures", "trials", "sensitivity"),
    [
        ((), 0, 0, False),  # as the recipe says, and no search
        (("--pictures", "5"), 5, 0, False),
        (("--trials", "7"), 0, 7, False),
        (("--sensitivity",), 0, 60, True),
        (("--sensitivity", "--whole"), 0, 0, True),
    ],
)
def test_a_network_of_ours_is_searched_on_its_own_frames_as_asked(
    capsys, monkeypatch, tmp_path, flags, pictures, trials, sensitivity
):
    taken = []

    def stand_in(order, form, options, *more):
        taken.extend((form.pictures, options.most_trials, options.sensitivity))
        raise LimphomeError("enough")

    monkeypatch.setattr("limphome.learning.quantization.from_checkpoint.quantize_from_checkpoint", stand_in)
    run(capsys, "yard_detector", "--out", tmp_path / "out", *flags)
    assert taken == [pictures, trials, sensitivity]


def test_a_network_without_a_checkpoint_asks_for_pictures(capsys, tmp_path):
    data = json.loads((MODEL / "manifest.json").read_text())
    del data["side_files"]["checkpoint"]
    (tmp_path / "manifest.json").write_text(json.dumps(data))
    status, result = run(capsys, tmp_path, "--out", tmp_path / "out")
    assert status == exit_status.COULD_NOT_RUN
    assert "--calibration" in result["error"]["allowed"]
