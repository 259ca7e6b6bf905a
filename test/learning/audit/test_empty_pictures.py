"""A network that sees somebody where nothing is must not pass."""

import json

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from limphome.learning.audit.checks.nothing_in_nothing import empty_pictures, judge_empty, nothing_in_nothing
from limphome.learning.audit.outcome import FAILED, PASSED, CannotRun
from limphome.learning.predictions import Predictions
from limphome.perception.manifest import digest

pytestmark = [pytest.mark.learning, pytest.mark.slow]


def dream(folder):
    """Every cell of the FP32 file is sure of a person."""
    path = folder / "yard_detector.plain.onnx"
    model = onnx.load(path)
    for node in model.graph.node:
        node.output[:] = ["raw_head" if name == "head" else name for name in node.output]
    surer = np.array([30, 0, 0, 0, 0, 0, 0], np.float32).reshape(1, 7, 1)
    model.graph.initializer.append(numpy_helper.from_array(surer, "surer"))
    model.graph.node.append(helper.make_node("Add", ["raw_head", "surer"], ["head"]))
    path.write_bytes(model.SerializeToString())
    data = json.loads((folder / "manifest.json").read_text())
    data["files"]["fp32"]["sha256"] = digest(path.read_bytes())
    (folder / "manifest.json").write_text(json.dumps(data))


def test_the_shipped_network_sees_nobody_in_empty_pictures(subject):
    outcome = nothing_in_nothing(subject)
    assert outcome.status == PASSED, outcome.evidence
    assert "fp32" in outcome.evidence


def test_a_network_that_sees_persons_everywhere_is_found_with_the_picture_and_the_score(spoilt):
    outcome = nothing_in_nothing(spoilt(dream))
    assert outcome.status == FAILED
    assert "fp32 in grey 0: 1.000" in outcome.evidence
    assert "% of the picture" in outcome.evidence


def one(score, class_id):
    box = np.array([[0, 0, 320, 120]], np.float32)
    return Predictions(np.array([1]), box, np.array([score]), np.array([class_id]), np.zeros((2, 0)))


@pytest.mark.parametrize(("score", "class_id", "status"), [(0.93, 0, FAILED), (0.92, 0, PASSED), (0.99, 1, PASSED)])
def test_persons_above_the_threshold_are_what_counts(score, class_id, status):
    outcome = judge_empty({"int8": one(score, class_id)}, ["black", "white"], 0, 0.925, 320 * 240)
    assert outcome.status == status
    assert (status == PASSED) == ("int8 in white" not in outcome.evidence)
    if status == FAILED:
        assert "int8 in white: 0.930, 50% of the picture" in outcome.evidence
        assert "the mend: the threshold comes from the validation split" in outcome.evidence


def test_no_file_that_runs_here_is_no_proof():
    with pytest.raises(CannotRun, match="no file runs here"):
        judge_empty({}, ["black"], 0, 0.925, 320 * 240)


def test_the_pictures_are_plain_black_white_and_noisy():
    pictures = empty_pictures(32, 24)
    assert len(pictures) > 60
    assert not pictures["grey 0"].any()
    assert (pictures["grey 255"] == 255).all()
    assert pictures["noise"].std() > 60
    assert {picture.shape for picture in pictures.values()} == {(24, 32, 3)}
