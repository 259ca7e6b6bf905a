"""Where optional packages are missing, a user is told of a mistake of their own before a package that it would not mend."""

import json
import os
import subprocess
import sys

import pytest

from limphome.cli import exit_status

ABSENT = ("torch", "onnx", "onnxscript", "pycocotools", "mujoco", "matplotlib", "optuna", "rclpy")
MISTAKES = {
    "run clear_rout": "clear_rout",
    "run clear_route --fault camera.frezze:3": "camera.frezze",
    "run clear_route --fault model.bit_flip[gate]:3": "gate",
    "bench clear_rout": "clear_rout",
    "up --scenario clear_rout": "clear_rout",
    "up --fault camera.frezze:3": "camera.frezze",
    "data make --out new --frames 5 --worlds 9": "5 frames of 9 worlds",
    "data make --out new --split tain": "tain",
    "data check text.md": "is a file",
    "diagnose fit --nominal 1": "1 nominal runs",
    "fault communication.delay[scan]:3 communication.delay[odom]:3": "named twice",
    "diagnose fit --recording nowhere.mcap": "nowhere.mcap",
    "diagnose fit --model text.md/model": "is a file",
    "diagnose evaluate --model nowhere": "nowhere",
    "diagnose evaluate --never-seen": "no recorded run",
    "model import text.md": "is no ONNX file",
    "model import .": "is a folder",
    "model import nowhere.onnx": "no such file",
    "model import text.md --out typo.yaml": "no model folder",
    "model import text.md --classes .": "is a folder",
    "model import text.md --anchors .": "is a folder",
    "model import text.md --anchors empty.npy": "No data left",
    "model import text.md --layout nchv": "nchv",
    "model import text.md --decoder yolo": "yolo",
    "model import text.md --runtime onxruntime": "onxruntime",
    "model evaluate nobody": "nobody",
    "model evaluate .": "is a folder without manifest.json",
    "model evaluate text.md": "is a file",
    "model evaluate --variant int9": "int9",
    "model evaluate --variant ,": "--variant",
    "model evaluate --attack fgs": "fgs",
    "model evaluate --frames 8 --worlds 9": "8 frames of 9 worlds",
    "model evaluate --out text.md": "is a file",
    "model evaluate --data nowhere": "no such folder",
    "model evaluate --data bare --frames 8": "without them: its held-out split is measured whole",
    "model evaluate --data bare --worlds 8": "--frames or --worlds beside --data",
    "model evaluate --data .": "limphome data import . --out",
    "model evaluate --data bare": "data import bare --out NEW --split held_out",
    "model evaluate imported --variant fp32 --attack pgd": "is an imported network",
    "model evaluate imported --variant fp32 --data bare": "data import bare --out NEW --split held_out",
    "model train --config typo.yaml": "stepps",
    "model train --config nowhere.yaml": "nowhere.yaml",
    "model train --from nobody": "nobody",
    "model train --seed 100": "100",
    "model train --data bare": "no split train, validation, held_out",
    "model check --data bare": "no split train, validation bare one with",
    "model train --data text.md": "is a file",
    "model train --out text.md": "is a file",
    "model train --out .": "is no model folder",
    "model check --config typo.yaml": "stepps",
    "model check --data nowhere": "no such folder",
    "model quantize nobody": "nobody",
    "model quantize text.md": "no manifest.json beside it",
    "model quantize --method minmx": "minmx",
    "model quantize --calibration nowhere": "no such folder",
    "model quantize --calibration . --whole": "--whole",
    "model quantize --out text.md": "no model folder",
    "model quantize --data nowhere": "no such folder",
    "model quantize --data . --calibration .": "--data with --calibration",
    "model audit nobody": "nobody",
    "model audit --previous nobody": "nobody",
    "model audit --data nowhere": "no such folder",
    "model audit --bounds typo.yaml": "typo.yaml",
    "model landscape --models nobody": "nobody",
    "model landscape --models yard_detector,other/yard_detector": "two models called 'yard_detector'",
    "model landscape --sizes 320": "320",
    "model landscape --precisions int9": "int9",
    "model landscape --models yard_detector --precisions int9": "int9",
    "model landscape --threads 0": "threads",
    "model landscape --runtimes onxruntime": "onxruntime",
    "model landscape --objectives speed": "speed",
    "model bench --compare int9,fp32": "int9",
}
RIGHT = {
    "run clear_route": "MuJoCo",
    "up": "rclpy",
    "model import net.onnx": "onnx",
    "model evaluate": "torch",
    "model train": "torch",
    "model quantize": "onnx",
    "model evaluate --frames 8": "torch",
    "model train --frames 32 --evaluation-frames 8": "torch",
    "model audit": "pycocotools",
    "model landscape": "pycocotools",
}
FOLDERS = {
    "bare/files.sha256": "",
    "bare/extra.json": {
        "images": [{"id": 1, "file_name": "1.png", "width": 9, "height": 9}],
        "annotations": [],
        "categories": [{"id": 1, "name": "person"}],
    },
    "imported/manifest.json": {
        "schema_version": 1,
        "name": "foreign",
        "classes": ["person"],
        "input": {},
        "decoder": {"kind": "detr", "outputs": {"scores": "s", "boxes": "b"}, "min_scores": [0.5]},
        "files": {"fp32": {"path": "foreign.onnx", "layout": "nchw", "dtype": "float32"}},
        "side_files": {},
        "training": {},
    },
}
"""Data with one split that no training takes, and a network that was imported."""
CALLER = """
import contextlib, io, json, sys
from limphome.cli.main import call
for line in json.load(sys.stdin):
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        status = call([*line.split(), "--json"])
    print(json.dumps([line, status, json.loads(told.getvalue().splitlines()[-1])["error"]]))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Command -> (status, words of the error), in a Python that finds none of the optional packages."""
    folder, stubs = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("stubs")
    for name in ABSENT:
        (stubs / f"{name}.py").write_text(f"raise ModuleNotFoundError('No module named {name}', name='{name}')\n")
    (folder / "text.md").write_text("# No network\n")
    (folder / "typo.yaml").write_text("schema_version: 1\ntraining: {stepps: 10}\n")
    (folder / "empty.npy").touch()
    (folder / "net.onnx").write_bytes(b"\x08\x08\x3a\x00")  # a version, and a graph without nodes
    for name, content in FOLDERS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    paths = os.pathsep.join([str(stubs), *(path for path in sys.path if path)])
    done = subprocess.run(
        [sys.executable, "-c", CALLER],
        input=json.dumps([*MISTAKES, *RIGHT]),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(path.name for path in folder.iterdir()) == ["bare", "empty.npy", "imported", "net.onnx", "text.md", "typo.yaml"]
    return {line: (status, " ".join(error.values())) for line, status, error in told}


@pytest.mark.parametrize("line", MISTAKES)
def test_the_mistake_is_told_and_no_package(answers, line):
    status, words = answers[line]
    assert status == exit_status.COULD_NOT_RUN
    assert MISTAKES[line] in words
    assert "pip install" not in words


@pytest.mark.parametrize("line", RIGHT)
def test_without_a_mistake_the_package_is_named(answers, line):
    status, words = answers[line]
    assert status == exit_status.COULD_NOT_RUN
    assert RIGHT[line] in words
    assert "pip install" in words
