"""Networks whose answer holds NaN: an error, not "nobody is there"."""

import numpy as np
import pytest

pytest.importorskip("onnx", reason="needs the extra [learn]")
from hanging import MODEL, WHITE, trapped, write_trapped
from limphome.core import Frame, LimphomeError
from limphome.perception.detector import Detector
from limphome.perception.golden import NO_ANSWER
from limphome.perception.importing.import_options import ImportOptions
from limphome.perception.importing.importer import import_model
from limphome.perception.not_finite import NotFiniteError, has_nan, require_finite
from limphome.safety.monitors.model_integrity import ModelIntegrityConfig


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_trapped(tmp_path_factory.mktemp("nan") / "model", nan=True)


def imported(path):
    (path / "net.onnx").write_bytes(trapped((MODEL / "yard_detector.plain.onnx").read_bytes(), nan=True))
    sections = {"input": {"colour": "rgb", "scale": 1 / 255, "mean": [0.0] * 3, "std": [1.0] * 3, "fit": "stretch"}}
    options = ImportOptions(classes=("person", "cone", "crate"), sections=sections)
    import_model(path / "net.onnx", MODEL / "golden.png", path / "model", options)
    return path / "model"


@pytest.mark.parametrize("kind", ["own", "imported"])
def test_the_error_names_the_file_and_the_next_frame_is_seen(folder, tmp_path, kind):
    detector = Detector.load(folder if kind == "own" else imported(tmp_path))
    white = Frame(7.0, WHITE)
    with pytest.raises(NotFiniteError, match=r"\.onnx: outputs that are not finite"):
        detector.detect(white)
    told = {name: value for name, value in detector.health(0.0).metrics.items() if name not in ("golden_error", "digest_ok")}
    assert told.pop("inference_s", 1.0) > 0.0
    assert told in ({"detections": 0.0, "score_max": 0.0}, {})  # nothing of its outputs
    nothing = detector.detect_if_finite(white)
    assert (len(nothing), nothing.stamp_s) == (0, 7.0)
    assert len(detector.detect(Frame(8.0, detector.golden_image))) > 0


def test_a_damaged_copy_is_made_and_its_check_tells_the_guards(detector):
    damaged = detector.with_model(trapped(detector.model_bytes, always=True, nan=True))
    with pytest.raises(NotFiniteError):
        damaged.self_check()
    assert damaged.health(0.0).metrics["golden_error"] == NO_ANSWER > ModelIntegrityConfig().golden_error_limit


def test_a_network_that_never_answers_with_numbers_is_not_loaded(tmp_path):
    with pytest.raises(LimphomeError, match="not finite"):
        Detector.load(write_trapped(tmp_path / "model", always=True, nan=True))


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1e30])
def test_one_such_number_is_enough(number):
    output = np.zeros((7, 50), np.float32)
    require_finite(output)
    output[3, 20] = number
    with pytest.raises(NotFiniteError):
        require_finite(np.zeros(3, np.float32), output)
    assert has_nan(output) == bool(np.isnan(number))


@pytest.mark.parametrize("output", [np.zeros((0, 4), np.float32), np.arange(3), np.array([np.inf], np.float16)])
def test_what_holds_no_nan(output):
    assert not has_nan(output)
