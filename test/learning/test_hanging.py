"""What the learning room runs by itself, without a Detector, is stopped too."""

import numpy as np
import pytest

pytest.importorskip("onnx", reason="needs the extra [learn]")
from hanging import WHITE, trapped, write_trapped
from limphome.learning.predictions import Predictor
from limphome.learning.quantization import calibration
from limphome.perception import onnx_runtime
from limphome.perception.manifest import Manifest
from limphome.perception.runtime_errors import TimeLimitError

from .quantization.tiny_detectors import SIDE, padded_with_infinity

pytestmark = pytest.mark.learning


def test_an_evaluation_names_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(onnx_runtime, "PATIENT_S", 0.2)
    manifest = Manifest.load(write_trapped(tmp_path / "model"))
    file = manifest.file("fp32")
    predictor = Predictor(manifest, file, manifest.read(file.path, file.sha256))
    with pytest.raises(TimeLimitError, match=f"{file.path}: no answer within 0.2 s"):
        predictor.predict(WHITE[None])


def test_a_calibration_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(calibration, "PATIENT_S", 0.2)
    (tmp_path / "net.onnx").write_bytes(trapped(padded_with_infinity()))
    feeds = [{"pixels": np.full((1, 3, SIDE, SIDE), level, np.float32)} for level in (0.0, 1.0)]
    with pytest.raises(TimeLimitError):
        calibration.measure(tmp_path / "net.onnx", feeds, "minmax")
