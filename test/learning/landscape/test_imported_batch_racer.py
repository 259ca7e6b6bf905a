"""Several pictures at once in a network that somebody else trained."""

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.landscape.candidate import Candidate
from limphome.learning.landscape.imported_batch_racer import ImportedBatchRacer
from limphome.perception.detector import Detector

from ..quantization.tiny_detectors import of_open_batch, padded_with_infinity, write_model

THREE = Candidate(precision="fp32", batch=3)


@pytest.fixture
def image(tmp_path):
    return Detector.load(write_model(tmp_path / "any", padded_with_infinity())).golden_image


def test_each_picture_of_a_batch_is_seen_as_it_is_alone(tmp_path, image, monkeypatch):
    folder = write_model(tmp_path / "open", of_open_batch(padded_with_infinity()))
    racer = ImportedBatchRacer(folder, THREE, image)
    alone, decoded, decode = Detector.load(folder).see(image), [], type(racer._boxes).decode
    monkeypatch.setattr(type(racer._boxes), "decode", lambda *given: decoded.append(decode(*given)) or decoded[-1])
    assert min(racer.lap()) > 0
    assert len(alone.boxes) > 0
    assert len(decoded) == 3
    for found in decoded:
        np.testing.assert_allclose(found.boxes, alone.boxes, atol=1e-3)


def test_a_graph_for_one_picture_says_so(tmp_path, image):
    folder = write_model(tmp_path / "fixed", padded_with_infinity())
    with pytest.raises(LimphomeError, match=r"net.onnx: its graph takes 1 picture at once, not 3 .*open batch"):
        ImportedBatchRacer(folder, THREE, image)


def test_outputs_that_mix_the_pictures_are_refused(tmp_path, image, monkeypatch):
    folder = write_model(tmp_path / "open", of_open_batch(padded_with_infinity()))
    racer = ImportedBatchRacer(folder, THREE, image)
    run = racer._engine.run
    monkeypatch.setattr(racer._engine, "run", lambda feeds: {name: value[:2] for name, value in run(feeds).items()})
    with pytest.raises(LimphomeError, match="output 'heat' is not told apart by picture"):
        racer.lap()
