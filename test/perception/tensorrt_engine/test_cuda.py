import ctypes

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.perception.tensorrt import cuda


class Library:
    """The CUDA runtime with ordinary memory; ``code`` is what the next calls answer."""

    def __init__(self):
        self.code, self.memory, self.calls = 0, [], []
        self.cudaGetErrorString = lambda code: b"no CUDA-capable device is detected"

    def __getattr__(self, name):
        def call(*arguments):
            self.calls.append(name)
            if name in ("cudaMalloc", "cudaMallocHost"):
                self.memory.append(ctypes.create_string_buffer(arguments[1].value))
                arguments[0]._obj.value = ctypes.addressof(self.memory[-1])
            elif name == "cudaMemcpyAsync":
                ctypes.memmove(arguments[0], arguments[1], arguments[2].value)
            elif name == "cudaDeviceGetAttribute":
                arguments[0]._obj.value = {75: 7, 76: 2}[arguments[1].value]
            return self.code

        return call


class Words:
    """A function whose result type may be set, as those of ctypes."""

    def __call__(self, code):
        return b"no CUDA-capable device is detected"


@pytest.fixture
def library(monkeypatch):
    made = Library()
    made.cudaGetErrorString = Words()
    monkeypatch.setattr(cuda, "_load", lambda: made)
    return made


def test_what_goes_to_the_device_comes_back(library):
    runtime = cuda.Cuda()
    first, second = (runtime.pinned((2, 3), np.dtype(np.float32)) for _ in range(2))
    address, stream = runtime.device(first.nbytes), runtime.stream()
    first[...] = np.arange(6).reshape(2, 3)
    runtime.copy(first, address, cuda.TO_DEVICE, stream)
    runtime.copy(second, address, cuda.TO_HOST, stream)
    assert runtime.wait(stream, 1.0)
    assert (second == first).all()
    runtime.free((address,), (first, second), stream)
    assert library.calls.count("cudaFreeHost") == 2
    assert runtime.compute_capability() == (7, 2)


def test_a_call_that_fails_says_so_in_cudas_words(library):
    library.code = 100
    with pytest.raises(LimphomeError, match="cudaMalloc failed with 100: no CUDA-capable device"):
        cuda.Cuda().device(8)


def test_waiting_ends_when_the_work_ends_and_at_the_latest_when_the_time_is_over(library):
    runtime, answers = cuda.Cuda(), iter([600, 600, 0])
    library.cudaStreamQuery = lambda stream: next(answers)
    assert runtime.wait(99, 60.0)
    library.cudaStreamQuery = lambda stream: 600
    assert not runtime.wait(99, 0.01)
    library.cudaStreamQuery = lambda stream: 719
    with pytest.raises(LimphomeError, match="cudaStreamQuery failed with 719"):
        runtime.wait(99, 60.0)


def test_without_the_library_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(cuda, "LIBRARIES", ("libnothing_of_the_kind.so",))
    with pytest.raises(LimphomeError, match="JetPack"):
        cuda.Cuda()


def test_the_real_library_has_every_call_that_is_made():
    try:
        library = cuda._load()
    except LimphomeError:
        pytest.skip("no CUDA runtime library here")
    for name in ("Malloc", "MallocHost", "MemcpyAsync", "StreamCreate", "StreamQuery", "StreamDestroy", "Free", "FreeHost"):
        assert hasattr(library, f"cuda{name}")
    assert hasattr(library, "cudaDeviceGetAttribute")
    assert hasattr(library, "cudaGetErrorString")
