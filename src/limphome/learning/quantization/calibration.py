"""Ranges of every tensor of a network over some pictures, by ONNX Runtime's calibrators."""

import contextlib
import io
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, FrozenSet, Iterable, Iterator, Mapping, Optional, Sequence

import numpy as np
import onnx
from onnxruntime.quantization.calibrate import EntropyCalibrater, MinMaxCalibrater, PercentileCalibrater, TensorsData

from limphome.perception.onnx_session import StoppableRun
from limphome.perception.time_limit import PATIENT_S

Feed = Mapping[str, np.ndarray]
"""All inputs of a network for one picture."""
PERCENTILE = 99.999
LARGEST = float(np.finfo(np.float32).max) / 4
"""Stands for infinity, so that a scale can be computed from it; what that scale does to the network is measured later."""
_CALIBRATORS = {"minmax": MinMaxCalibrater, "percentile": PercentileCalibrater, "entropy": EntropyCalibrater}


@dataclass(frozen=True, eq=False)
class Calibration:
    """Ranges of every tensor of a network over some pictures.

    Attributes:
        model: the FP32 network that was measured, prepared for quantization.
        ranges: tensor -> (lowest, highest), in the quantizer's own form.
        wild: tensors with values that are not finite.
    """

    model: onnx.ModelProto
    ranges: TensorsData
    wild: FrozenSet[str] = frozenset()

    def amax(self) -> Dict[str, float]:
        """Tensor -> highest absolute value."""
        data = self.ranges.data
        return {name: float(max(abs(np.min(r.range_value[0])), abs(np.max(r.range_value[1])))) for name, r in data.items()}

    def span(self, tensor: str) -> str:
        """Range of one tensor, for people."""
        low, high = self.ranges.data[tensor].range_value
        return "values that are not finite" if tensor in self.wild else f"values from {np.min(low):.3g} to {np.max(high):.3g}"


class _Reader:
    """Hands feeds to a calibrator, one by one."""

    def __init__(self, feeds: Iterable[Feed]) -> None:
        self._feeds: Iterator[Feed] = iter(feeds)

    def get_next(self) -> Optional[Dict[str, np.ndarray]]:
        feed = next(self._feeds, None)
        return None if feed is None else dict(feed)


def measure(
    prepared: Path, feeds: Sequence[Feed], method: str, operators: Optional[Sequence[str]] = None, at_once: int = 0
) -> Calibration:
    """Measure the ranges.

    Args:
        prepared: the FP32 network, as the quantizer's own preparation leaves it.
        method: ``minmax``, ``percentile`` (99.999 %) or ``entropy``.
        operators: whose inputs and outputs are measured; without it those of all.
        at_once: so many pictures share a histogram's first bins, and memory for all their tensors; 0 for all.
    """
    logging.getLogger("onnxruntime").setLevel(logging.ERROR)
    bounds = _run(prepared, feeds, "minmax", operators, frozenset(), at_once)
    wild = frozenset(name for name, data in bounds.data.items() if not np.isfinite(data.range_value).all())
    ranges = bounds if method == "minmax" else _run(prepared, feeds, method, operators, wild, at_once)
    for name in wild:
        ranges.data[name] = bounds.data[name]
        low, high = (np.nan_to_num(value, nan=0.0, posinf=LARGEST, neginf=-LARGEST) for value in bounds.data[name].range_value)
        ranges.data[name].lowest, ranges.data[name].highest = np.float32(low), np.float32(high)
    return Calibration(onnx.load(prepared), ranges, wild)


def _run(
    prepared: Path, feeds: Sequence[Feed], method: str, operators: Optional[Sequence[str]], skipped: FrozenSet[str], at_once: int
) -> TensorsData:
    options: Dict[str, Any] = {"percentile": PERCENTILE, "symmetric": True} if method == "percentile" else {}
    augmented = prepared.with_suffix(f".{method}.onnx")
    calibrator = _CALIBRATORS[method](prepared, operators, str(augmented), **options)
    chosen, infos = calibrator.select_tensors_to_calibrate(calibrator.model)
    calibrator.select_tensors_to_calibrate = lambda model: (chosen - skipped, infos)  # a histogram has no bin for infinity
    calibrator.augment_graph()
    calibrator.create_inference_session()
    run = StoppableRun(calibrator.infer_session)
    calibrator.infer_session.run = lambda names, feed: run(names, feed, PATIENT_S)
    step = at_once or len(feeds)
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(invalid="ignore"):
        for start in range(0, len(feeds), step):
            calibrator.collect_data(_Reader(feeds[start : start + step]))
        return calibrator.compute_data()
