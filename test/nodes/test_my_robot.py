"""The file that users copy for their robot: every name is a parameter, every value the rover's own."""

import importlib

import pytest
import yaml

from limphome.core import LimphomeError
from limphome.nodes import parameters
from limphome.resources import share_dir

FILE = share_dir() / "config" / "my_robot.yaml"
NODES = {
    "gate": "GateNode",
    "safety_monitor": "SafetyMonitorNode",
    "perception": "PerceptionNode",
    "camera": "CameraNode",
    "pilot": "PilotNode",
    "simulator": "SimulatorNode",
    "fault_relay": "FaultRelayNode",
    "diagnosis": "DiagnosisNode",
}


def node_of(name, *words):
    rclpy = importlib.import_module("rclpy")
    rclpy.init(args=["--ros-args", *words])
    try:
        node = getattr(importlib.import_module(f"limphome.nodes.{name}"), NODES[name])()
        values = {one: node.get_parameter(one).value for one in parameters.overrides(node)}
        defaults = {one: node.get_parameter(one).value for one in node.get_parameters_by_prefix("")}
        node.destroy_node()
        return values, defaults
    finally:
        rclpy.try_shutdown()


@pytest.mark.node
@pytest.mark.parametrize("name", NODES)
def test_every_line_is_a_parameter_and_has_the_value_of_the_rover(name, domain):
    asked, _ = node_of(name, "--params-file", str(FILE))
    assert set(asked) == set(yaml.safe_load(FILE.read_text())[name]["ros__parameters"])
    _, defaults = node_of(name)
    assert asked == {key: defaults[key] for key in asked}


@pytest.mark.node
def test_a_typo_in_it_is_refused_with_the_name_that_was_meant(domain, tmp_path):
    wrong = tmp_path / "robot.yaml"
    wrong.write_text(FILE.read_text().replace("half_width_m", "half_widht_m"))
    with pytest.raises(LimphomeError, match="half_width_m"):
        node_of("gate", "--params-file", str(wrong))
