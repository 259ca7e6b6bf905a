"""Learning on a GPU, as far as it can be held to anything without one: devices are not mixed, and what is missing is told.

``meta`` stands for the GPU: tensors without numbers, which like those of a GPU refuse to meet those of the CPU.
"""

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
import torch
from torch.fx.experimental import _config as tracing

from limphome.cli.main import call
from limphome.core import LimphomeError
from limphome.learning import device, learner, process_group
from limphome.learning.augmentation import Augmentation, AugmentationConfig
from limphome.learning.bad_batch import no_number
from limphome.learning.batches import Batch, Batches
from limphome.learning.checkup.overfit import overfit_one_batch
from limphome.learning.course import Course
from limphome.learning.detection_loss import DetectionLoss
from limphome.learning.device import CPU, CUDA, open_device
from limphome.learning.hardening import Hardening
from limphome.learning.learner import Lesson
from limphome.learning.listener import Nobody
from limphome.learning.mixed_precision import autocast
from limphome.learning.muon import Muon
from limphome.learning.network import Network, space_to_depth
from limphome.learning.network_config import NetworkConfig
from limphome.learning.process_group import Place, processes_on
from limphome.learning.recipe import Recipe
from limphome.learning.run import train_and_publish
from limphome.learning.trainer import train
from limphome.learning.training_config import TrainingConfig
from limphome.learning.training_job import TrainingJob
from limphome.learning.training_state import TrainingState
from limphome.resources.share import share_dir

from .conftest import SMALL_PX

pytestmark = pytest.mark.learning
ELSEWHERE = torch.device("meta")
TINY = NetworkConfig(**SMALL_PX, stem=16, channels=(16, 16, 16), depths=(0, 0, 0), head=16)
RECIPE = TrainingConfig(steps=1, batch=4, processes=1, bfloat16=False, adversarial=0.5)


@pytest.fixture
def batch(small):
    return next(iter(Batches(small, Augmentation(AugmentationConfig()), RECIPE)))


@pytest.fixture
def gpus(monkeypatch):
    """Makes torch believe that there are so many."""

    def there_are(count):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: count > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: count)

    return there_are


def learn_from(batch, network, loss):
    head, _, _ = network(space_to_depth(batch.pictures))
    sum(loss(head, batch.boxes, batch.classes, batch.ignored)).backward()
    Muon([p for p in network.parameters() if p.ndim == 4 and p.shape[-1] == 3], 0.01).step()


@tracing.patch(meta_nonzero_assume_all_nonzero=True)
def test_a_step_mixes_no_devices(batch, monkeypatch):
    monkeypatch.setattr("limphome.learning.hardening.autocast", lambda *given: nullcontext())  # there is none for meta
    network, loss = Network(TINY).channels_last().to(ELSEWHERE), DetectionLoss(TINY).to(ELSEWHERE)
    there = batch.to(ELSEWHERE)
    assert there.frames == batch.frames
    learn_from(there, network, loss)
    assert {p.grad.device for p in network.parameters() if p.grad is not None} == {ELSEWHERE}
    hardened = Hardening(network, loss, RECIPE).harden(0, there)
    assert hardened.pictures.device == ELSEWHERE
    with pytest.raises(RuntimeError, match="device"):
        learn_from(there, network, DetectionLoss(TINY))


def test_a_batch_stays_where_it_is_already(batch):
    assert batch.to(torch.device(CPU)).pictures is batch.pictures


def test_an_unknown_device_lists_those_that_exist():
    with pytest.raises(LimphomeError, match=r"device 'tpu'.*cpu, cuda"):
        processes_on("tpu", 2, None)


def test_without_a_gpu_it_is_told_what_is_missing_before_anything_is_rendered(gpus, tmp_path):
    gpus(0)
    job = TrainingJob(tmp_path / "out", share_dir() / "config" / "training.yaml", tmp_path / "frames", device=CUDA)
    with pytest.raises(LimphomeError, match=r"finds no GPU.*pytorch\.org"):
        train_and_publish(job, datetime(2026, 1, 1), Nobody())
    assert list(tmp_path.iterdir()) == []


def test_no_more_processes_than_gpus(gpus):
    gpus(1)
    assert processes_on(CUDA, 2, None) == 1
    assert processes_on(CPU, 2, None) == 2
    assert processes_on(CUDA, 2, Place(0, 5, 0)) == 5  # on five machines
    with pytest.raises(LimphomeError, match="nproc-per-node=1"):
        processes_on(CUDA, 2, Place(1, 2, 1))


@pytest.mark.parametrize(("kind", "backend"), [(CPU, "gloo"), (CUDA, "cpu:gloo,cuda:nccl")])
def test_gradients_of_gpus_go_by_nccl(kind, backend, monkeypatch):
    begun = []
    monkeypatch.setattr(process_group.distributed, "init_process_group", lambda name, **more: begun.append(name))
    monkeypatch.setattr(process_group.distributed, "destroy_process_group", lambda: None)
    with Place(device=kind).joined():
        assert begun == [backend]


def test_torchrun_gives_each_process_the_gpu_of_its_number(monkeypatch):
    given = {"TORCHELASTIC_RUN_ID": "x", "RANK": "5", "WORLD_SIZE": "8", "LOCAL_RANK": "1"}
    place, chosen = Place.from_torchrun(given, CUDA), []
    monkeypatch.setattr(torch.cuda, "set_device", chosen.append)
    monkeypatch.setattr(device, "os", type("System", (), {"environ": {}}))
    assert open_device(place.device, place.local_rank) == torch.device(CUDA, 1)
    assert chosen == [1]
    assert device.os.environ == {"CUBLAS_WORKSPACE_CONFIG": ":4096:8"}


@pytest.fixture
def believed(monkeypatch):
    """A training that believes it is on GPUs runs on the CPU; the devices that were opened, and where batches went."""
    opened, went = [], []
    begin, move = process_group.distributed.init_process_group, Batch.to
    monkeypatch.setattr(process_group.distributed, "init_process_group", lambda backend, **more: begin("gloo", **more))
    monkeypatch.setattr(learner, "open_device", lambda kind, rank: opened.append((kind, rank)) or torch.device(CPU))
    monkeypatch.setattr(Batch, "to", lambda batch, there: went.append(there) or move(batch, there))
    return opened, went


def test_a_training_takes_its_device_and_every_batch_goes_there(believed, small):
    opened, went = believed
    train(Lesson(small, replace(RECIPE, steps=3), TINY, AugmentationConfig(), device=CUDA), lambda step, losses: None)
    assert opened == [(CUDA, 0)]
    assert went == [torch.device(CPU)] * 3


def test_the_batch_that_is_to_be_learned_by_heart_is_learned_there_too(believed, small):
    overfit_one_batch(Lesson(small, RECIPE, TINY, AugmentationConfig(), device=CUDA))
    assert believed[0] == [(CUDA, 0)]


class OnAGpu(Batch):
    """Cannot be read by NumPy where it is."""

    def to(self, device):
        assert device == torch.device(CPU)
        return self.here


def test_a_bad_batch_of_a_gpu_is_kept(batch, tmp_path):
    bad = OnAGpu(*vars(batch.to(ELSEWHERE)).values())
    object.__setattr__(bad, "here", batch)
    error = no_number(Place(), TrainingState(tmp_path / "learn.pt", "x"), 7, bad, {"score_loss": float("nan")})
    assert "loss" in error.what
    with np.load(tmp_path / "bad-batch-7-0.npz") as kept:
        assert (kept["pictures"] == batch.pictures.numpy()).all()


def test_a_state_is_read_to_the_cpu(monkeypatch, tmp_path):
    state, load, asked = TrainingState(tmp_path / "learn.pt", "x"), torch.load, []
    monkeypatch.setattr(torch, "load", lambda path, **more: asked.append(more["map_location"]) or load(path, **more))
    state.write(1, part=torch.nn.Linear(2, 2))
    assert state.read()["step"] == 1
    assert asked == [CPU]


@pytest.mark.parametrize("able", [True, False])
def test_bfloat16_where_the_gpu_has_it(able, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: able)
    monkeypatch.setattr(torch, "autocast", lambda kind, dtype, enabled: (kind, dtype, enabled))
    assert autocast(True, torch.device(CUDA)) == (CUDA, torch.bfloat16, able)
    assert autocast(False, torch.device(CUDA)) == (CUDA, torch.bfloat16, False)


def test_a_training_begun_on_one_device_is_not_taken_up_on_another(small, tmp_path):
    recipe = Recipe(replace(RECIPE, steps=2), TINY)
    one, other = (Course(recipe, small, tmp_path, Nobody(), device=kind).lesson for kind in (CPU, CUDA))
    assert one.state.identity != other.state.identity
    assert (one.device, other.device) == (CPU, CUDA)


def test_the_command_names_the_devices(capsys, tmp_path):
    assert call(["model", "train", "--device", "tpu", "--out", str(tmp_path / "out")]) == 1
    assert "device 'tpu'" in capsys.readouterr().err
