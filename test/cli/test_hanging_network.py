"""Verbs that run a network of the user's: one that hangs is an error in time."""

import json

import cv2
import numpy as np
import pytest

pytest.importorskip("onnx", reason="needs the extra [learn]")
from hanging import write_trapped
from limphome.cli import exit_status
from limphome.cli.main import call
from limphome.perception.detector import Detector


@pytest.fixture(autouse=True)
def short_limit(monkeypatch):
    limit = Detector.limit
    monkeypatch.setattr(Detector, "limit", lambda detector, limit_s: limit(detector, 0.3))


@pytest.mark.parametrize("verb", [["bench", "--compare", "fp32,trt"], ["quantize", "--out", "out", "--calibration", "pictures"]])
def test_a_network_that_hangs_is_an_error_that_names_it(capsys, tmp_path, monkeypatch, verb):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pictures").mkdir()
    for number in range(4):
        noise = np.random.default_rng(number).integers(0, 256, (240, 320, 3)).astype(np.uint8)
        cv2.imwrite(str(tmp_path / "pictures" / f"{number}.png"), noise)
    folder = write_trapped(tmp_path / "model", always=True)
    status = call(["model", verb[0], str(folder), *verb[1:], "--json"])
    error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert status == exit_status.COULD_NOT_RUN
    assert error["what"] == "no answer within 0.3 s; it was stopped"
    assert error["where"].startswith(str(folder))
