from dataclasses import dataclass
from typing import Tuple

import pytest
from rclpy.node import Node
from rclpy.parameter import Parameter

from limphome.core import LimphomeError
from limphome.nodes import parameters
from limphome.resources import option


@dataclass(frozen=True)
class Options:
    speed_mps: float = option(0.5, "how fast [m/s]", 0.0, 1.0)
    count: int = option(3, "how many", 1, 9)
    name: str = option("yard", "which")
    sizes: Tuple[float, ...] = option((1.0, 2.0), "sizes [m]")
    armed: bool = option(False, "as started", read_only=True)


@pytest.fixture
def make(probe):
    nodes = []

    def make(file=None, **given):
        overrides = [Parameter(name.replace("__", "."), value=value) for name, value in given.items()]
        node = Node("one", context=probe.context, parameter_overrides=overrides)
        nodes.append(node)
        parameters.declare(node, Options, "a.", file)
        parameters.refuse_unknown(node)
        return node

    yield make
    for node in nodes:
        node.destroy_node()


def test_values_come_from_overrides_then_file_then_defaults(make, tmp_path):
    (tmp_path / "one.yaml").write_text("one: {ros__parameters: {speed_mps: 0.7, count: 4}}")
    read = parameters.read(make(tmp_path / "one.yaml", a__count=5), Options, "a.")
    assert (read.speed_mps, read.count, read.name, read.sizes) == (0.7, 5, "yard", (1.0, 2.0))


def test_every_parameter_has_description_range_and_read_only_flag(make):
    node = make()
    speed, armed = node.describe_parameter("a.speed_mps"), node.describe_parameter("a.armed")
    assert speed.description == "how fast [m/s]"
    assert (speed.floating_point_range[0].from_value, speed.floating_point_range[0].to_value) == (0.0, 1.0)
    assert node.describe_parameter("a.count").integer_range[0].to_value == 9
    assert armed.read_only
    assert not speed.read_only


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"a__speed_mps": 1.5}, ["speed_mps", "1.5", "0 to 1"]),
        ({"a__speed_mps": "fast"}, ["speed_mps", "fast", "float"]),
        ({"a__sped_mps": 0.5}, ["a.sped_mps", "did you mean a.speed_mps"]),
        ({"a__armed": 1}, ["armed", "bool"]),
    ],
)
def test_wrong_parameter_names_key_value_and_what_is_allowed(make, given, words):
    with pytest.raises(LimphomeError) as error:
        make(**given)
    assert all(word in str(error.value) for word in words)


def test_whole_number_is_taken_for_a_float(make):
    assert parameters.read(make(a__speed_mps=1), Options, "a.").speed_mps == 1.0


def test_change_out_of_range_is_refused(make):
    assert not make().set_parameters([Parameter("a.speed_mps", value=7.0)])[0].successful
