"""Parameters of a node that runs, asked for and set from outside."""

from typing import Any, List, Tuple

import yaml
from rcl_interfaces.msg import Parameter as ParameterMessage
from rcl_interfaces.msg import ParameterType
from rcl_interfaces.srv import GetParameters, ListParameters, SetParametersAtomically
from rclpy.parameter import Parameter

from limphome.core import LimphomeError
from limphome.nodes.asker import Asker
from limphome.resources.near_name import one_of


class ParameterClient:
    """Parameters of one node.

    Args:
        asker: asks.
        node: its name.
    """

    def __init__(self, asker: Asker, node: str) -> None:
        self._asker, self._node = asker, node

    def names(self) -> List[str]:
        """Of all parameters, in alphabetical order; LimphomeError when the node does not answer."""
        answer = self._call(ListParameters, "list_parameters", ListParameters.Request())
        return sorted(answer.result.names)

    def get(self, name: str) -> Any:
        """The value of one; LimphomeError when there is none of this name."""
        return self._read(name)[1]

    def set(self, name: str, text: str) -> Any:
        """Set one to a value as YAML has it; the value.

        Raises:
            LimphomeError: it is of another type, or the node refuses it and says why.
        """
        kind, before = self._read(name)
        value = _typed(name, text, kind, before)
        parameter = Parameter(name, kind, value).to_parameter_msg()
        request = SetParametersAtomically.Request(parameters=[parameter])
        result = self._call(SetParametersAtomically, "set_parameters_atomically", request).result
        if not result.successful:
            raise LimphomeError(f"{name} was not set: {result.reason}", f"node {self._node}")
        return value

    def _read(self, name: str) -> Tuple[Parameter.Type, Any]:
        answer = self._call(GetParameters, "get_parameters", GetParameters.Request(names=[name]))
        if not answer.values or answer.values[0].type == ParameterType.PARAMETER_NOT_SET:
            raise LimphomeError(f"no parameter '{name}'", f"node {self._node}", one_of(name, self.names()))
        found = Parameter.from_parameter_msg(ParameterMessage(name=name, value=answer.values[0]))
        return found.type_, list(found.value) if hasattr(found.value, "tolist") else found.value

    def _call(self, kind: Any, service: str, request: Any) -> Any:
        try:
            return self._asker.call(kind, f"{self._node}/{service}", request, f"node '{self._node}'")
        except LimphomeError as error:
            there = self._asker.nodes()
            if not there or self._node in there:
                raise
            raise LimphomeError(error.what, error.where, one_of(self._node, there)) from error


def _typed(name: str, text: str, kind: Parameter.Type, before: Any) -> Any:
    """The value that ``text`` stands for; a whole number is a float where one is wanted, and any text a string."""
    if kind == Parameter.Type.STRING:
        return text
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        value = text
    if kind == Parameter.Type.DOUBLE and type(value) is int:
        value = float(value)
    if kind == Parameter.Type.DOUBLE_ARRAY and isinstance(value, list):
        value = [float(one) if type(one) is int else one for one in value]
    if not kind.check(value):
        raise LimphomeError(f"'{text}' is no {kind.name.lower().replace('_', ' ')}", name, f"as it is now: {before}")
    return value
