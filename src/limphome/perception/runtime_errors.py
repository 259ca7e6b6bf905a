"""What the bindings of the runtimes raise: no class is shared by all errors of one."""

from typing import Tuple, Type

from limphome.core import LimphomeError


class TimeLimitError(LimphomeError):
    """A network gave no answer in the time that it had."""


LONGEST = 200
"""Of a reason: bindings add whole stacks of C++ calls."""


def onnx_errors() -> Tuple[Type[Exception], ...]:
    """Classes of ONNX Runtime's errors, and what its Python side raises for inputs of another kind."""
    from onnxruntime.capi import onnxruntime_pybind11_state as binding

    own = (kind for kind in vars(binding).values() if isinstance(kind, type) and issubclass(kind, Exception))
    return (*own, RuntimeError, ValueError, TypeError)


OPENVINO_ERRORS: Tuple[Type[Exception], ...] = (RuntimeError, ValueError, TypeError)
"""OpenVINO's own class is a RuntimeError."""


def no_model(runtime: str, error: Exception) -> LimphomeError:
    """For bytes that a runtime does not load."""
    return LimphomeError(f"not a model that {runtime} loads: {_reason(error)}", "model", "a whole ONNX file")


def no_run(error: Exception) -> LimphomeError:
    """For inputs that a network does not take, or an operator that fails on them."""
    return LimphomeError(f"inference failed: {_reason(error)}", "model", "inputs as the network wants them")


def too_long(limit_s: float, then: str = "it was stopped") -> TimeLimitError:
    """For an inference that does not end; ``then`` says what became of it."""
    return TimeLimitError(f"no answer within {limit_s:g} s; {then}", "model", "a network that answers in time")


def named(error: LimphomeError, where: str) -> LimphomeError:
    """With the network's file in place of ``model``, which is all that a runtime knows of it."""
    return error.at(where) if error.where == "model" else error


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:LONGEST]
