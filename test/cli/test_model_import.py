"""``limphome model import``: the shipped network as a stranger's file."""

import json
import resource
import shutil
import time

import numpy as np
import pytest

from limphome.cli import exit_status
from limphome.cli.main import call
from limphome.core import LimphomeError
from limphome.perception.importing import importer, sandbox
from limphome.perception.importing.replacing import new_workshop, replacing
from limphome.perception.importing.sole_writer import sole_writer
from limphome.resources.share import share_dir

pytest.importorskip("onnx", reason="needs the extra [learn]")
MODEL = share_dir() / "models" / "perception" / "yard_detector"


@pytest.fixture
def stranger(tmp_path):
    shutil.copy(MODEL / "yard_detector.plain.onnx", tmp_path / "stranger.onnx")
    (tmp_path / "names.txt").write_text("person\ncone\ncrate\n")
    return tmp_path


def run(capsys, *arguments):
    status = call(["model", "import", *map(str, arguments), "--json"])
    return status, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_manifest_and_detections_are_told(capsys, stranger):
    folder = stranger / "model"
    arguments = ("--classes", stranger / "names.txt", "--image", MODEL / "golden.png", "--out", folder)
    # head_max and features are not for decoding: which output is the head is what the user says.
    status, result = run(capsys, stranger / "stranger.onnx", *arguments)
    assert status == exit_status.RAN
    assert result["manifest"]["decoder"]["kind"] == "anchor_free_grid"
    assert {"class", "score", "box_xyxy"} == set(result["detections"][0])
    assert "person" in {one["class"] for one in result["detections"]}
    assert (folder / "manifest.json").is_file()
    assert (folder / "seen.png").is_file()


def test_flags_override_what_would_be_guessed(capsys, stranger):
    flags = ("--colour", "rgb", "--scale", str(1 / 255), "--mean", "0,0,0", "--std", "1,1,1", "--fit", "stretch")
    more = ("--set", "decoder.max_detections=2", "--out", stranger / "model", "--min-score", "0.1")
    _, result = run(capsys, stranger / "stranger.onnx", *flags, *more)
    assert not [key for key in result["manifest"]["guessed"] if key.startswith("input")]
    assert len(result["detections"]) == 2
    assert len(result["trials"]) == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--size", "12"), "--size"),
        (("--set", "colour=rgb"), "--set"),
        (("--mean", "a,b"), "--mean"),
        (("--decoder", "anchors"), "center_heatmap"),
        (("--colour", "pink"), "pink"),
        (("--set", "input.colur=rgb"), "colour"),
        (("--runtime", "abacus"), "onnxruntime"),
        (("--classes", "nowhere.txt"), "nowhere.txt"),
        (("--image", "nowhere.png"), "nowhere.png"),
        (("--anchors", "nowhere.npy"), "nowhere.npy"),
    ],
)
def test_wrong_flags_are_named(capsys, stranger, arguments, word):
    status, result = run(capsys, stranger / "stranger.onnx", "--out", stranger / "model", *arguments)
    assert status == exit_status.COULD_NOT_RUN
    assert word in " ".join(result["error"].values())


@pytest.mark.parametrize("content", [b"", b"no network", b"\x08\x07" * 999])
def test_files_that_are_no_network_are_named(capsys, stranger, content):
    (stranger / "broken.onnx").write_bytes(content)
    status, result = run(capsys, stranger / "broken.onnx", "--out", stranger / "model")
    assert status == exit_status.COULD_NOT_RUN
    assert "broken.onnx" in result["error"]["where"]


def test_pictures_that_are_none_are_named(capsys, stranger):
    for name, content in (("empty.png", b""), ("text.png", b"hello"), ("zero.npy", np.zeros(3).tobytes())):
        (stranger / name).write_bytes(content)
        status, result = run(capsys, stranger / "stranger.onnx", "--image", stranger / name, "--out", stranger / "model")
        assert status == exit_status.COULD_NOT_RUN
        assert name in result["error"]["where"]


@pytest.mark.parametrize(
    ("flags", "limits"),
    [
        ((), (120.0, 12 * 10**9)),
        (("--runtime", "openvino"), (120.0, 12 * 10**9)),
        (("--runtime", "tensorrt"), (1800.0, resource.RLIM_INFINITY)),
        (("--runtime", "tensorrt", "--limit-s", "9"), (9.0, resource.RLIM_INFINITY)),
        (("--runtime", "onnxruntime_cuda"), (120.0, resource.RLIM_INFINITY)),
    ],
)
def test_an_engine_that_is_built_for_minutes_is_given_time_and_a_gpu_the_addresses_it_reserves(
    capsys, monkeypatch, stranger, flags, limits
):
    def refuse(work, arguments, given_s, memory_bytes, where):
        raise LimphomeError(str((given_s, memory_bytes)))

    monkeypatch.setattr(sandbox, "run_limited", refuse)
    _, result = run(capsys, stranger / "stranger.onnx", "--out", stranger / "model", *flags)
    assert result["error"]["what"] == str(limits)


def hang_half_way(path, image, out, options, tell):
    """An import that writes, and then does not end."""
    with sole_writer(out), replacing(out) as new:
        (new / "manifest.json").write_text("half")
        (path.parent / "came_so_far").write_text("")
        time.sleep(600)


def test_an_import_that_is_killed_by_its_limit_leaves_the_model_that_was_there(capsys, monkeypatch, stranger):
    folder = stranger / "model"
    shutil.copytree(MODEL, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    monkeypatch.setattr(importer, "import_model", hang_half_way)
    status, result = run(capsys, stranger / "stranger.onnx", "--out", folder, "--limit-s", "8")
    assert status == exit_status.COULD_NOT_RUN
    assert "more than 8 s" in result["error"]["what"]
    assert (stranger / "came_so_far").exists()
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert sorted(path.name for path in stranger.iterdir()) == ["came_so_far", "model", "names.txt", "stranger.onnx"]


def test_a_folder_that_another_command_writes_is_left_to_it(capsys, stranger):
    with sole_writer(stranger / "model"):
        living = new_workshop(stranger / "model")
        status, result = run(capsys, stranger / "stranger.onnx", "--classes", stranger / "names.txt", "--out", stranger / "model")
        assert living.is_dir()
    assert status == exit_status.COULD_NOT_RUN
    assert result["error"]["what"] == "another command writes there"


def test_a_network_that_hangs_is_given_up(capsys, tmp_path):
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    value = helper.make_tensor_value_info
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["again"]), helper.make_node("Identity", ["state"], ["next"])],
        "body",
        [value("i", TensorProto.INT64, []), value("go", TensorProto.BOOL, []), value("state", TensorProto.FLOAT, None)],
        [value("again", TensorProto.BOOL, []), value("next", TensorProto.FLOAT, None)],
    )
    stored = [numpy_helper.from_array(np.int64(2**62), "long"), numpy_helper.from_array(np.array(True), "yes")]
    loop = helper.make_node("Loop", ["long", "yes", "x"], ["boxes"], body=body)
    shape = [1, 3, 64, 64]
    graph = helper.make_graph([loop], "g", [value("x", 1, shape)], [value("boxes", 1, shape)], stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    (tmp_path / "loop.onnx").write_bytes(model.SerializeToString())
    onnx.checker.check_model(model)
    status, result = run(capsys, tmp_path / "loop.onnx", "--limit-s", "4", "--out", tmp_path / "model")
    assert status == exit_status.COULD_NOT_RUN
    assert "more than 4 s" in result["error"]["what"]
