"""A stage's configuration as ROS parameters: one dataclass, one check, two ways to set it."""

import dataclasses
import math
from pathlib import Path
from typing import Any, Dict, Iterable, Mapping, Optional, Type

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.node import Node

from limphome.core import LimphomeError
from limphome.resources import load_config, make_config
from limphome.resources.config import ConfigT
from limphome.resources.near_name import one_of

_OF_ROS = ("use_sim_time", "start_type_description_service", "qos_overrides.")
_INT64 = 2**63 - 1


def declare(node: Node, cls: Type[Any], prefix: str = "", file: Optional[Path] = None) -> None:
    """Declare the fields of a configuration as parameters of ``node``.

    A value comes from the node's parameter overrides, else from ``file``, else from the dataclass.

    Args:
        cls: frozen dataclass whose fields are made by ``option``.
        prefix: put before each name (``camera.``).
        file: YAML file that is shipped for this class.

    Raises:
        LimphomeError: names key, value and what is allowed.
    """
    base = dataclasses.asdict(load_config(cls, file) if file else cls())
    given = {name[len(prefix) :]: value for name, value in overrides(node).items() if name.startswith(prefix)}
    names = {field.name for field in dataclasses.fields(cls)}
    values = {key: value for key, value in given.items() if key in names}
    checked = make_config(cls, {**base, **values}, _where(node))
    for field in dataclasses.fields(cls):
        value = getattr(checked, field.name)
        value = list(value) if isinstance(value, tuple) else value
        node.declare_parameter(prefix + field.name, value, _descriptor(field), ignore_override=True)


def read(node: Node, cls: Type[ConfigT], prefix: str = "") -> ConfigT:
    """The configuration as the parameters stand now."""
    values = {field.name: node.get_parameter(prefix + field.name).value for field in dataclasses.fields(cls)}
    return make_config(cls, values, _where(node))


def overrides(node: Node) -> Dict[str, Any]:
    """What the command line and parameter files set for this node."""
    return {name: parameter.value for name, parameter in node._parameter_overrides.items()}  # rclpy has no public way to ask


def refuse_unknown(node: Node) -> None:
    """LimphomeError when an override names a parameter that the node does not have."""
    for name in overrides(node):
        if not node.has_parameter(name) and not name.startswith(_OF_ROS):
            raise LimphomeError(f"unknown parameter '{name}'", _where(node), _hint(name, node.get_parameters_by_prefix("")))


def _hint(name: str, known: Iterable[str]) -> str:
    return one_of(name, (one for one in known if not one.startswith(_OF_ROS)))


def _where(node: Node) -> str:
    return f"node {node.get_name()}"


def _descriptor(field: "dataclasses.Field[Any]") -> ParameterDescriptor:
    meta: Mapping[str, Any] = field.metadata
    descriptor = ParameterDescriptor(description=meta.get("description", ""), read_only=meta.get("read_only", False))
    low, high = meta.get("low", -math.inf), meta.get("high", math.inf)
    if math.isinf(low) and math.isinf(high):
        return descriptor
    if field.type in (int, "int"):
        bounds = (int(max(low, -_INT64)), int(min(high, _INT64)))
        descriptor.integer_range = [IntegerRange(from_value=bounds[0], to_value=bounds[1], step=0)]
    elif field.type in (float, "float"):
        descriptor.floating_point_range = [FloatingPointRange(from_value=float(low), to_value=float(high), step=0.0)]
    return descriptor
