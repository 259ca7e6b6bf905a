"""Networks that hang, in every runtime that is here: an error in time, and the next picture is seen."""

import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx", reason="needs the extra [learn]")
from hanging import MODEL, WHITE, trapped, write_trapped
from limphome.core import Frame
from limphome.perception.detector import Detector
from limphome.perception.engine import EngineOptions, make_engine
from limphome.perception.golden import NO_ANSWER
from limphome.perception.importing.import_options import ImportOptions
from limphome.perception.importing.importer import import_model
from limphome.perception.runtime_errors import TimeLimitError

LIMIT_S, OPERATORS = 0.2, 500
needs_openvino = pytest.mark.skipif(pytest.importorskip("importlib.util").find_spec("openvino") is None, reason="[openvino]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_trapped(tmp_path_factory.mktemp("hanging") / "model")


@pytest.fixture
def detector(folder):
    loaded = Detector.load(folder)
    loaded.limit(LIMIT_S)
    return loaded


def hangs(detector):
    """The error, which comes in time."""
    began_s = time.monotonic()
    with pytest.raises(TimeLimitError) as caught:
        detector.detect(Frame(0.0, WHITE))
    assert LIMIT_S <= time.monotonic() - began_s < 10.0
    return str(caught.value)


def test_the_error_names_file_and_limit_and_the_next_frame_is_seen(detector, folder):
    seen = detector.detect(Frame(0.0, detector.golden_image))
    told = hangs(detector)
    assert str(folder / detector.manifest.file(detector.variant).path) in told
    assert "no answer within 0.2 s; it was stopped" in told
    again = detector.detect(Frame(0.0, detector.golden_image))
    assert again.boxes_xyxy.tobytes() == seen.boxes_xyxy.tobytes()


def test_nothing_is_told_of_a_frame_that_got_no_answer(detector):
    detector.detect(Frame(0.0, detector.golden_image))
    hangs(detector)
    assert set(detector.health(0.0).metrics) == {"golden_error", "digest_ok"}


def test_an_imported_network_is_stopped_too(tmp_path):
    (tmp_path / "net.onnx").write_bytes(trapped((MODEL / "yard_detector.plain.onnx").read_bytes()))
    sections = {"input": {"colour": "rgb", "scale": 1 / 255, "mean": [0.0] * 3, "std": [1.0] * 3, "fit": "stretch"}}
    options = ImportOptions(classes=("person", "cone", "crate"), sections=sections)
    import_model(tmp_path / "net.onnx", MODEL / "golden.png", tmp_path / "model", options)
    detector = Detector.load(tmp_path / "model")
    detector.limit(LIMIT_S)
    assert "net.onnx: no answer within 0.2 s" in hangs(detector)
    assert len(detector.detect(Frame(0.0, detector.golden_image))) > 0


def test_a_golden_frame_without_an_answer_is_told_to_the_guards(detector):
    detector._golden = replace(detector._golden, image=WHITE)
    with pytest.raises(TimeLimitError):
        detector.self_check()
    assert detector.health(0.0).metrics == {"golden_error": NO_ANSWER, "digest_ok": 1.0}


def test_a_damaged_copy_keeps_the_limit(detector):
    assert "within 0.2 s" in hangs(detector.with_model(detector.model_bytes))


@pytest.mark.parametrize("runtime", ["onnxruntime", pytest.param("openvino", marks=needs_openvino)])
def test_a_network_that_hangs_on_every_picture_is_not_loaded(tmp_path, runtime):
    folder = write_trapped(tmp_path / "model", always=True)
    with pytest.raises(TimeLimitError, match=str(folder)):
        Detector.load(folder, "fp32", runtime=runtime, limit_s=LIMIT_S)


def test_a_network_of_many_operators_is_stopped_between_them():
    engine = make_engine("onnxruntime", chain(), EngineOptions())
    assert_stops(engine)


@needs_openvino
def test_openvino_stops_between_operators_and_runs_again():
    engine = make_engine("openvino", chain(), EngineOptions())
    assert_stops(engine)


@needs_openvino
def test_openvino_does_not_stop_a_loop_but_lets_the_caller_go_and_the_process_end():
    script = f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parents[1])!r})
        from hanging import MODEL, trapped
        import numpy as np
        from limphome.perception.engine import EngineOptions, make_engine
        from limphome.perception.runtime_errors import TimeLimitError
        engine = make_engine("openvino", trapped((MODEL / "yard_detector.plain.onnx").read_bytes()), EngineOptions())
        engine.limit_s = 0.2
        picture = np.zeros([size or 1 for size in engine.inputs[0].shape], np.float32)
        engine.run({{"image": picture}})
        for _ in range(2):
            try:
                engine.run({{"image": picture + 1}})
            except TimeLimitError as error:
                print(error.what)
        del engine
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=60, check=True)
    first, second = done.stdout.splitlines()
    assert "OpenVINO does not stop it" in first
    assert "start the process again" in second


def chain():
    """Products of matrices in a row: some seconds."""
    from onnx import TensorProto, helper

    value = helper.make_tensor_value_info
    nodes = [helper.make_node("MatMul", [f"y{i}" if i else "x", "x"], [f"y{i + 1}"]) for i in range(OPERATORS)]
    graph = helper.make_graph(
        nodes, "g", [value("x", TensorProto.FLOAT, ["n", "n"])], [value(f"y{OPERATORS}", TensorProto.FLOAT, ["n", "n"])]
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9).SerializeToString()


def assert_stops(engine):
    engine.limit_s = LIMIT_S
    with pytest.raises(TimeLimitError, match="it was stopped"):
        engine.run({"x": np.zeros((600, 600), np.float32)})
    small = np.eye(4, dtype=np.float32)
    assert (engine.run({"x": small})[f"y{OPERATORS}"] == small).all()
