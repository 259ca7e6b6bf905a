"""A training that ``torchrun`` started ends as one that starts its own processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from limphome.cli.main import call
from limphome.core import LimphomeError
from limphome.learning.process_group import Place
from limphome.learning.recipe import Recipe

from .conftest import SMALL_PX, draw_frames
from .test_run import NETWORK, TRAINING

pytestmark = [pytest.mark.learning, pytest.mark.slow, pytest.mark.timeout(600)]
SMALL = {**TRAINING, "processes": 2, "steps": 80, "settle_steps": 4}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workshop")
    (folder / "recipe.yaml").write_text(yaml.safe_dump({"schema_version": 1, "training": SMALL, "network": NETWORK}))
    for number, job in enumerate(Recipe.load(folder / "recipe.yaml").jobs().values()):
        draw_frames(job.frames, number, **SMALL_PX).save(folder / "frames" / job.folder_name)
    return folder


TRAIN = ("model", "train", "--json", "--config", "recipe.yaml", "--cache", "frames", "--anyway", "--out")


def answers(text):
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_two_processes_of_torchrun_give_the_figures_of_two_of_our_own(workshop, monkeypatch, capsys):
    monkeypatch.chdir(workshop)
    assert call([*TRAIN, "own"]) == 0
    own = answers(capsys.readouterr().out)
    torchrun = (str(Path(sys.executable).with_name("torchrun")), "--standalone", "--nproc-per-node=2", "-m", "limphome")
    run = subprocess.run([*torchrun, *TRAIN, "shared"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    shared = answers(run.stdout)
    assert [line["evaluation"] for line in shared if line["evaluation"]] == [own[0]["evaluation"]]
    assert (workshop / "own" / "own.plain.onnx").read_bytes() == (workshop / "shared" / "shared.plain.onnx").read_bytes()


def test_without_torchrun_there_is_no_place():
    assert Place.from_torchrun({}) is None


def test_half_an_environment_is_refused():
    with pytest.raises(LimphomeError, match="LOCAL_RANK"):
        Place.from_torchrun({"TORCHELASTIC_RUN_ID": "x", "RANK": "0", "WORLD_SIZE": "2"})
