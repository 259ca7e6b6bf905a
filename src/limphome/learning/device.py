"""What a training computes on: the CPU, or NVIDIA GPUs, one for each process of a machine."""

import os

import torch

from limphome.core import LimphomeError

CPU, CUDA = "cpu", "cuda"
DEVICES = (CPU, CUDA)


def count_gpus() -> int:
    """How many this machine has; LimphomeError where this torch finds none."""
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if count == 0:
        built = torch.version.cuda or "the CPU alone"
        mend = f"'{CPU}', or a machine with an NVIDIA GPU and a torch for it (https://pytorch.org/get-started)"
        raise LimphomeError(f"device '{CUDA}': torch {torch.__version__}, built for {built}, finds no GPU", "training", mend)
    return count


def open_device(device: str, local_rank: int) -> torch.device:
    """The device of one process; a GPU sums in a fixed order, so that a run can be repeated on it bit for bit."""
    if device == CPU:
        return torch.device(CPU)
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # else cuBLAS refuses torch's deterministic algorithms
    torch.cuda.set_device(local_rank)
    return torch.device(CUDA, local_rank)


def device_name(device: str) -> str:
    """For a run record: ``cpu``, or the model of the GPU with the releases of CUDA and cuDNN, which decide bits too."""
    if device == CPU:
        return CPU
    return f"{torch.cuda.get_device_name()}, CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}"
