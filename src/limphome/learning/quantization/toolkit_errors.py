"""What ONNX's tools and ONNX Runtime's quantizer raise for a network that they were not made for."""

from typing import Tuple, Type

from google.protobuf.message import DecodeError, EncodeError
from onnx.checker import ValidationError
from onnx.shape_inference import InferenceError
from onnx.version_converter import ConvertError

from limphome.perception.runtime_errors import onnx_errors

TOOLKIT_ERRORS: Tuple[Type[Exception], ...] = (
    *(ValidationError, InferenceError, ConvertError, DecodeError, EncodeError),
    *onnx_errors(),
    *(LookupError, AttributeError, AssertionError),  # of the quantizer's Python, where a graph lacks what it takes for granted
)
