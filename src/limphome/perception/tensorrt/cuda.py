"""The dozen calls of the CUDA runtime that an engine needs, straight from its library."""

import ctypes
import time
from typing import Any, Tuple

import numpy as np

from limphome.core import LimphomeError

LIBRARIES = ("libcudart.so", "libcudart.so.13", "libcudart.so.12", "libcudart.so.11.0")
MEND = "CUDA's runtime library (part of JetPack; elsewhere pip install nvidia-cuda-runtime-cu12) on LD_LIBRARY_PATH"
TO_DEVICE, TO_HOST = 1, 2
_MAJOR, _MINOR = 75, 76  # cudaDevAttrComputeCapabilityMajor, ...Minor
_NOT_READY = 600  # cudaErrorNotReady: no error, there is still work


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

    def is_done(self, stream: int) -> bool:
        """Whether all that was started on a stream is done."""
        code = self._library.cudaStreamQuery(ctypes.c_void_p(stream))
        if code != _NOT_READY:
            self._check("cudaStreamQuery", code)
        return code != _NOT_READY

    def wait(self, stream: int, limit_s: float) -> bool:
        """Until all that was started on a stream is done; False when that takes longer.

        CUDA has no waiting that ends by itself. It is asked again and again, as its own waiting does by default.
        """
        due_s = time.monotonic() + limit_s
        while not self.is_done(stream):
            if time.monotonic() > due_s:
                return False
            time.sleep(0)  # whoever else wants the core
        return True

    def free(self, addresses: Tuple[int, ...], arrays: Tuple[np.ndarray, ...], stream: int) -> None:
        """Give back what the other calls gave."""
        for address in addresses:
            self._call("cudaFree", ctypes.c_void_p(address))
        for array in arrays:
            self._call("cudaFreeHost", ctypes.c_void_p(array.ctypes.data))
        self._call("cudaStreamDestroy", ctypes.c_void_p(stream))

    def _call(self, name: str, *arguments: object) -> None:
        self._check(name, getattr(self._library, name)(*arguments))

    def _check(self, name: str, code: int) -> None:
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
