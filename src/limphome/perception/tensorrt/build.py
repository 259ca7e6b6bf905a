"""An ONNX file -> a serialized TensorRT engine, with whatever features the installed TensorRT has."""

from contextlib import contextmanager
from typing import Any, Iterator, List

from limphome.core import LimphomeError
from limphome.perception.dla import require_plain
from limphome.perception.engine import EngineOptions
from limphome.perception.outside_weights import refuse_outside_weights
from limphome.perception.progress import Progress, beats

WORKSPACE_BYTES = 1 << 30
_BUILDING = "building the engine, which takes minutes"


def build(trt: Any, logger: Any, model: bytes, options: EngineOptions) -> bytes:
    """Build for the GPU of this machine; takes minutes, tells ``options.progress``.

    Args:
        trt: the module ``tensorrt``. logger: one of its loggers, for messages.

    Raises:
        LimphomeError: it cannot be parsed, or not built with these options.
    """
    refuse_outside_weights(model, "TensorRT")
    if options.dla_core >= 0:
        require_plain(model)
    builder = trt.Builder(logger)
    network = builder.create_network(_network_flags(trt))
    parser = trt.OnnxParser(network, logger)
    if not parser.parse(model):
        errors = "; ".join(str(parser.get_error(index)) for index in range(parser.num_errors))[:300]
        raise LimphomeError(f"not a model that TensorRT reads: {errors}", "model", "an ONNX file whose operators it has")
    config = builder.create_builder_config()
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, WORKSPACE_BYTES)
    _set_precision(trt, config, options)
    _set_dla(trt, builder, config, options)
    _set_shapes(builder, network, config, options)
    with _told(trt, config, options.progress):
        engine = builder.build_serialized_network(network, config)
    if engine is None:
        raise LimphomeError(
            f"TensorRT built no engine with {options.precision}, DLA core {options.dla_core}", "model", "see its log"
        )
    return bytes(engine)


def _network_flags(trt: Any) -> int:
    """Explicit batch where it must be asked for (8.x); typed by the file where precision flags are gone (11)."""
    flags = trt.NetworkDefinitionCreationFlag
    wanted: List[str] = ["EXPLICIT_BATCH"]
    if not hasattr(trt.BuilderFlag, "FP16"):
        wanted.append("STRONGLY_TYPED")
    return sum(1 << int(getattr(flags, name)) for name in wanted if hasattr(flags, name))


def _set_precision(trt: Any, config: Any, options: EngineOptions) -> None:
    """INT8 by Q/DQ in the file; FP16 beside it, or layers without Q/DQ run in FP32."""
    wanted = {"fp32": (), "fp16": ("FP16",), "int8": ("FP16", "INT8")}
    if options.precision not in wanted:
        raise LimphomeError(f"precision '{options.precision}'", "runtime tensorrt", "one of " + ", ".join(wanted))
    for name in wanted[options.precision]:
        if hasattr(trt.BuilderFlag, name):
            config.set_flag(getattr(trt.BuilderFlag, name))
    if options.precision == "fp16" and not hasattr(trt.BuilderFlag, "FP16"):
        raise LimphomeError("this TensorRT takes precisions from the file only", "precision fp16", "a file exported in FP16")


def _set_dla(trt: Any, builder: Any, config: Any, options: EngineOptions) -> None:
    if options.dla_core < 0:
        return
    if not 0 <= options.dla_core < builder.num_DLA_cores:
        raise LimphomeError(f"dla_core {options.dla_core}", "runtime tensorrt", f"-1, or below {builder.num_DLA_cores}")
    if options.precision not in ("fp16", "int8"):
        raise LimphomeError(f"precision {options.precision} on a DLA", "runtime tensorrt", "fp16 or int8")
    config.default_device_type, config.DLA_core = trt.DeviceType.DLA, options.dla_core
    config.set_flag(trt.BuilderFlag.GPU_FALLBACK)
    if options.precision == "int8":
        if not hasattr(trt, "IInt8EntropyCalibrator2") or not options.calibration:
            raise LimphomeError("INT8 on a DLA", "runtime tensorrt", "TensorRT 8 to 10, and the side file dla_calibration")
        config.int8_calibrator = _calibrator(trt, options.calibration)


def _calibrator(trt: Any, table: bytes) -> Any:
    """Gives TensorRT a table that exists already; no batch is ever run."""

    base: Any = trt.IInt8EntropyCalibrator2

    class Calibrator(base):
        def get_batch_size(self) -> int:
            return 1

        def get_batch(self, names: List[str]) -> None:
            return None

        def read_calibration_cache(self) -> bytes:
            return table

        def write_calibration_cache(self, cache: bytes) -> None:
            return None

    return Calibrator()


def _set_shapes(builder: Any, network: Any, config: Any, options: EngineOptions) -> None:
    """One profile with one size for inputs that leave theirs open."""
    inputs = [network.get_input(index) for index in range(network.num_inputs)]
    dynamic = [one.name for one in inputs if any(size < 0 for size in one.shape)]
    if not dynamic:
        return
    profile = builder.create_optimization_profile()
    for name in dynamic:
        if name not in options.shapes:
            raise LimphomeError(f"input {name} leaves its size open", "model", "a size in the manifest")
        shape = tuple(options.shapes[name])
        profile.set_shape(name, shape, shape, shape)
    config.add_optimization_profile(profile)


@contextmanager
def _told(trt: Any, config: Any, progress: Progress) -> Iterator[None]:
    """Tells progress while the body runs: TensorRT's own where it has a monitor (10), else the seconds that went by."""
    if not hasattr(trt, "IProgressMonitor"):
        with beats(progress, _BUILDING):
            yield
        return
    progress(_BUILDING, 0, 0)  # the monitor is silent at first
    monitor = _monitor(trt, progress)
    config.progress_monitor = monitor
    yield


def _monitor(trt: Any, progress: Progress) -> Any:
    base: Any = trt.IProgressMonitor

    class Monitor(base):
        def __init__(self) -> None:
            base.__init__(self)
            self._steps: dict = {}

        def phase_start(self, phase_name: str, parent_phase: str, num_steps: int) -> None:
            self._steps[phase_name] = num_steps
            progress(phase_name, 0, num_steps)

        def phase_finish(self, phase_name: str) -> None:
            steps = self._steps.pop(phase_name, 0)
            progress(phase_name, steps, steps)

        def step_complete(self, phase_name: str, step: int) -> bool:
            progress(phase_name, step + 1, self._steps.get(phase_name, 0))
            return True

    return Monitor()
