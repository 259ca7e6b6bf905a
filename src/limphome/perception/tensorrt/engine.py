"""A TensorRT engine: buffers are made once, a frame allocates nothing."""

import hashlib
from typing import Any, Dict, List, Mapping, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.engine import EngineOptions, Tensor, package
from limphome.perception.runtime_errors import too_long
from limphome.perception.tensorrt.build import build
from limphome.perception.tensorrt.cuda import TO_DEVICE, TO_HOST, Cuda
from limphome.perception.tensorrt.engine_cache import EngineCache, EngineKey, user_cache
from limphome.perception.time_limit import PATIENT_S

MEND = "part of JetPack on a Jetson; elsewhere pip install tensorrt, with an NVIDIA GPU and its driver"
_DTYPES = {
    "FLOAT": "float32",
    "HALF": "float16",
    "INT8": "int8",
    "INT32": "int32",
    "INT64": "int64",
    "BOOL": "bool",
    "UINT8": "uint8",
}


class TensorrtEngine:
    """Runs an ONNX file on an NVIDIA GPU or DLA; the built engine comes from the cache, or is built and goes there.

    What runs on a GPU cannot be stopped. After ``limit_s`` nobody waits for it any more, and no call is taken until it ends.

    Args:
        trt, cuda: the module ``tensorrt`` and the CUDA runtime, found by themselves when not given.

    Raises:
        LimphomeError: TensorRT, CUDA or a GPU is missing, or the file cannot be built.
    """

    def __init__(self, model: bytes, options: EngineOptions, trt: Any = None, cuda: Any = None) -> None:
        self._trt = trt = package("tensorrt", "tensorrt", MEND) if trt is None else trt
        self._cuda = cuda = Cuda() if cuda is None else cuda
        self._logger = trt.Logger(trt.Logger.WARNING)
        self._runtime = trt.Runtime(self._logger)
        if options.dla_core >= 0:
            self._runtime.DLA_core = options.dla_core
        self._engine = self._load_or_build(model, options)
        self._context = self._engine.create_execution_context()
        self._stream = cuda.stream()
        self.inputs, self.outputs = self._tensors(options)
        self.limit_s = PATIENT_S
        self._host: Dict[str, np.ndarray] = {}
        self._device: Dict[str, int] = {}
        for tensor in (*self.inputs, *self.outputs):
            self._make_buffer(tensor)

    def run(self, feeds: Mapping[str, np.ndarray]) -> Dict[str, np.ndarray]:
        """All outputs for one set of inputs, which the next call overwrites; TimeLimitError when it takes too long."""
        if not self._cuda.is_done(self._stream):
            raise too_long(self.limit_s, "the GPU still computes it, and nothing else: start the process again")
        for tensor in self.inputs:
            np.copyto(self._host[tensor.name], feeds[tensor.name])
            self._cuda.copy(self._host[tensor.name], self._device[tensor.name], TO_DEVICE, self._stream)
        if not self._context.execute_async_v3(self._stream):
            raise LimphomeError("execute_async_v3 failed", "runtime tensorrt", "see TensorRT's log")
        for tensor in self.outputs:
            self._cuda.copy(self._host[tensor.name], self._device[tensor.name], TO_HOST, self._stream)
        if not self._cuda.wait(self._stream, self.limit_s):
            raise too_long(self.limit_s, "the GPU computes on")
        return {tensor.name: self._host[tensor.name] for tensor in self.outputs}

    def close(self) -> None:
        """Give back the memory; the engine runs no more."""
        self._cuda.free(tuple(self._device.values()), tuple(self._host.values()), self._stream)
        self._device, self._host = {}, {}

    def _load_or_build(self, model: bytes, options: EngineOptions) -> Any:
        cache, key = EngineCache(options.cache or user_cache()), self._key(model, options)
        stored = cache.load(key)
        engine = self._runtime.deserialize_cuda_engine(stored) if stored is not None else None
        if engine is not None:
            return engine
        cache.drop(key)
        built = build(self._trt, self._logger, model, options)
        cache.store(key, built)
        engine = self._runtime.deserialize_cuda_engine(built)
        if engine is None:
            raise LimphomeError("TensorRT does not load the engine that it built", "model", "see its log")
        return engine

    def _key(self, model: bytes, options: EngineOptions) -> EngineKey:
        major, minor = self._cuda.compute_capability()
        table = hashlib.sha256(options.calibration).hexdigest() if options.calibration else ""
        shapes = tuple(sorted((name, tuple(shape)) for name, shape in options.shapes.items()))
        digest = hashlib.sha256(model).hexdigest()
        version = str(self._trt.__version__)
        return EngineKey(digest, version, f"{major}.{minor}", options.precision, options.dla_core, table, shapes)

    def _tensors(self, options: EngineOptions) -> Tuple[List[Tensor], List[Tensor]]:
        """Inputs and outputs; open input sizes are set first, since those of outputs follow from them."""
        names = [self._engine.get_tensor_name(index) for index in range(self._engine.num_io_tensors)]
        inputs = [name for name in names if self._engine.get_tensor_mode(name) == self._trt.TensorIOMode.INPUT]
        for name in inputs:
            if any(size < 0 for size in self._engine.get_tensor_shape(name)):
                self._context.set_input_shape(name, tuple(options.shapes[name]))
        whole = {name: self._tensor(name) for name in names}
        return [whole[name] for name in inputs], [tensor for name, tensor in whole.items() if name not in inputs]

    def _tensor(self, name: str) -> Tensor:
        shape = tuple(int(size) for size in self._context.get_tensor_shape(name))
        if any(size < 0 for size in shape):
            raise LimphomeError(f"output {name} {shape} has no fixed size", "runtime tensorrt", "a network whose outputs have")
        kind = self._engine.get_tensor_dtype(name).name
        if kind not in _DTYPES:
            raise LimphomeError(f"tensor {name} is {kind}", "runtime tensorrt", ", ".join(_DTYPES))
        return Tensor(name, _DTYPES[kind], shape)

    def _make_buffer(self, tensor: Tensor) -> None:
        shape = tuple(size or 0 for size in tensor.shape)
        array = self._cuda.pinned(shape, np.dtype(tensor.dtype))
        self._host[tensor.name], self._device[tensor.name] = array, self._cuda.device(array.nbytes)
        self._context.set_tensor_address(tensor.name, self._device[tensor.name])
