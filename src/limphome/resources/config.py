"""YAML to a frozen dataclass that checks itself; errors name key, value and what is allowed."""

import dataclasses
import math
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Mapping, Sequence, Tuple, Type, TypeVar

from limphome.core import LimphomeError
from limphome.resources.near_name import one_of
from limphome.resources.yaml_file import read_yaml

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

ConfigT = TypeVar("ConfigT", bound="DataclassInstance")


def option(default: Any, description: str, low: float = -math.inf, high: float = math.inf, read_only: bool = False) -> Any:
    """A field of a configuration: its default, what it means (with unit), and its good range.

    The range of a tuple is that of its elements. The same description and range become the ROS parameter descriptor.
    """
    meta = {"description": description, "low": low, "high": high, "read_only": read_only}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=default.copy, metadata=meta)
    return dataclasses.field(default=default, metadata=meta)


def make_config(cls: Type[ConfigT], values: Mapping[str, Any], where: str) -> ConfigT:
    """Build ``cls`` from plain values; a wrong name, type or range is a LimphomeError.

    Args:
        cls: frozen dataclass whose fields are made by :func:`option`.
        values: key -> value, as YAML or ROS parameters give them.
        where: file or node, for the error.
    """
    fields = {field.name: field for field in dataclasses.fields(cls)}
    for key in values:
        if key not in fields:
            raise LimphomeError(f"unknown key '{key}'", where, one_of(str(key), fields))
    types = typing.get_type_hints(cls)
    checked = {key: _check(fields[key], types[key], value, where) for key, value in values.items()}
    return cls(**checked)


def load_config(cls: Type[ConfigT], path: Path) -> ConfigT:
    """Read ``cls`` from a YAML file, plain or in ROS form (``node: {ros__parameters: {...}}``)."""
    return make_config(cls, ros_parameters(read_yaml(path)), str(path))


def ros_parameters(data: Mapping[str, Any]) -> Dict[str, Any]:
    """The parameters inside a ROS parameter file, or the mapping itself when it is plain."""
    if len(data) == 1:
        (inner,) = data.values()
        if isinstance(inner, dict) and "ros__parameters" in inner:
            return dict(inner["ros__parameters"])
    return dict(data)


def _check(field: "dataclasses.Field[Any]", expected: Any, value: Any, where: str) -> Any:
    name = f"'{field.name}: {value}'"
    kind = typing.get_origin(expected) or expected
    if kind is tuple and isinstance(value, (list, tuple)):
        return _check_each(field, expected, value, where)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if isinstance(kind, type) and (not isinstance(value, kind) or (kind is not bool and isinstance(value, bool))):
        raise LimphomeError(f"{name} is {_a(type(value))}", where, _a(kind))
    low, high = field.metadata.get("low", -math.inf), field.metadata.get("high", math.inf)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not low <= value <= high:
        raise LimphomeError(f"{name} is out of range", where, f"{low:g} to {high:g}")
    return value


def _check_each(field: "dataclasses.Field[Any]", expected: Any, values: Sequence[Any], where: str) -> Tuple[Any, ...]:
    """A ``Tuple[X, ...]``: type and range are those of each element. A plain ``tuple`` holds anything."""
    kind = (typing.get_args(expected) or (Any,))[0]
    return tuple(values if kind is Any else (_check(field, kind, value, where) for value in values))


def _a(kind: type) -> str:
    return ("an " if kind.__name__[0] in "aeiou" else "a ") + kind.__name__
