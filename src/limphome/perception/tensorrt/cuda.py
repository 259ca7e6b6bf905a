"""The dozen calls of the CUDA runtime that an engine needs, straight from its library."""

import ctypes
from typing import Any, Tuple

import numpy as np

from limphome.core import LimphomeError

LIBRARIES = ("libcudart.so", "libcudart.so.13", "libcudart.so.12", "libcudart.so.11.0")
MEND = "CUDA's runtime library (part of JetPack; elsewhere pip install nvidia-cuda-runtime-cu12) on LD_LIBRARY_PATH"
TO_DEVICE, TO_HOST = 1, 2
_MAJOR, _MINOR = 75, 76  # cudaDevAttrComputeCapabilityMajor, ...Minor


class Cuda:
    """The CUDA runtime.

    Raises:
        LimphomeError: no library, no device, or a call that failed, with CUDA's own words.
    """

    def __init__(self) -> None:
        self._library = _load()
        self._library.cudaGetErrorString.restype = ctypes.c_char_p

    def compute_capability(self) -> Tuple[int, int]:
        """Of the first device: 7, 2 on a Xavier."""
        values = []
        for attribute in (_MAJOR, _MINOR):
            value = ctypes.c_int()
            self._call("cudaDeviceGetAttribute", ctypes.byref(value), ctypes.c_int(attribute), ctypes.c_int(0))
            values.append(value.value)
        return values[0], values[1]

    def stream(self) -> int:
        """A new stream."""
        handle = ctypes.c_void_p()
        self._call("cudaStreamCreate", ctypes.byref(handle))
        return int(handle.value or 0)

    def device(self, size: int) -> int:
        """Address of so many bytes on the device."""
        pointer = ctypes.c_void_p()
        self._call("cudaMalloc", ctypes.byref(pointer), ctypes.c_size_t(max(1, size)))
        return int(pointer.value or 0)

    def pinned(self, shape: Tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        """An array in page-locked memory, which the device reads without a copy in between."""
        size = max(1, int(np.prod(shape)) * dtype.itemsize)
        pointer = ctypes.c_void_p()
        self._call("cudaMallocHost", ctypes.byref(pointer), ctypes.c_size_t(size))
        memory: Any = (ctypes.c_byte * size).from_address(int(pointer.value or 0))
        return np.frombuffer(memory, dtype, int(np.prod(shape))).reshape(shape)

    def copy(self, array: np.ndarray, address: int, kind: int, stream: int) -> None:
        """Start a copy between an array and the device."""
        host, device = ctypes.c_void_p(array.ctypes.data), ctypes.c_void_p(address)
        target, source = (device, host) if kind == TO_DEVICE else (host, device)
        size, direction = ctypes.c_size_t(array.nbytes), ctypes.c_int(kind)
        self._call("cudaMemcpyAsync", target, source, size, direction, ctypes.c_void_p(stream))

    def wait(self, stream: int) -> None:
        """Until all that was started on a stream is done."""
        self._call("cudaStreamSynchronize", ctypes.c_void_p(stream))

    def free(self, addresses: Tuple[int, ...], arrays: Tuple[np.ndarray, ...], stream: int) -> None:
        """Give back what the other calls gave."""
        for address in addresses:
            self._call("cudaFree", ctypes.c_void_p(address))
        for array in arrays:
            self._call("cudaFreeHost", ctypes.c_void_p(array.ctypes.data))
        self._call("cudaStreamDestroy", ctypes.c_void_p(stream))

    def _call(self, name: str, *arguments: object) -> None:
        code = getattr(self._library, name)(*arguments)
        if code != 0:
            words = (self._library.cudaGetErrorString(ctypes.c_int(code)) or b"").decode()
            raise LimphomeError(f"{name} failed with {code}: {words}", "runtime tensorrt", "an NVIDIA GPU with its driver")


def _load() -> ctypes.CDLL:
    for name in LIBRARIES:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise LimphomeError(f"none of {', '.join(LIBRARIES)} loads", "runtime tensorrt", MEND)
