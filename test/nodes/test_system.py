import os
import signal

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.node import Node
from std_msgs.msg import Bool

from limphome.core import LimphomeError, topics
from limphome.nodes.node_list import SystemOptions
from limphome.nodes.qos import qos_of
from limphome.nodes.restart_policy import RestartPolicy
from limphome.nodes.system import System

pytestmark = [pytest.mark.node, pytest.mark.slow]


@pytest.fixture
def make(domain, tmp_path):
    made = []

    def make(policy=RestartPolicy(), **options):
        made.append(System(SystemOptions(scenario="still_scene", **options), tmp_path, tell=lambda text: None, policy=policy))
        return made[-1]

    yield make
    for system in made:
        system.stop()


def spin_until(system, condition, what, seconds=60.0):
    for _ in range(round(seconds / 0.1)):
        if condition():
            return
        assert system.spin(0.1)
    pytest.fail(what)


def test_node_that_dies_too_often_latches_the_stop_and_is_told_on_diagnostics(make):
    system = make(policy=RestartPolicy(max_restarts=0))
    statuses, stops = {}, []
    system.node.create_subscription(
        DiagnosticArray,
        topics.DIAGNOSTICS,
        lambda message: statuses.update({status.name: status for status in message.status}),
        qos_of(topics.DIAGNOSTICS),
    )
    system.node.create_subscription(Bool, topics.EMERGENCY_STOP, lambda m: stops.append(m.data), qos_of(topics.EMERGENCY_STOP))
    system.start()
    assert system.wait_ready()
    os.kill(system.starter.processes["pilot"].pid, signal.SIGKILL)
    spin_until(system, lambda: stops, "the stop was not asked for")
    assert stops[-1] is True
    spin_until(system, lambda: statuses["process: pilot"].level == DiagnosticStatus.ERROR, "it was not told")

    def gate_stands():
        gate = statuses.get("health: gate")
        return gate is not None and {value.key: value.value for value in gate.values}.get("stopped") == "1.0"

    spin_until(system, gate_stands, "the gate did not say that it stands")


def test_domain_with_nodes_of_our_names_is_refused(make):
    system = make()
    other = Node("gate")
    try:
        with pytest.raises(LimphomeError, match="already has nodes named gate"):
            system.start()
    finally:
        other.destroy_node()


def test_node_that_refuses_to_come_up_is_an_error_with_its_reason(make, tmp_path):
    parameters = tmp_path / "mine.yaml"
    parameters.write_text("perception: {ros__parameters: {model: no_such_model}}")
    system = make(parameters_file=str(parameters))
    system.start()
    with pytest.raises(LimphomeError, match=r"perception.*no_such_model"):
        system.wait_ready()


def test_wrong_parameter_in_the_users_file_is_an_error_with_key_value_and_range(make, tmp_path):
    parameters = tmp_path / "mine.yaml"
    parameters.write_text("gate: {ros__parameters: {nominal_mps: 99.0}}")
    system = make(parameters_file=str(parameters))
    system.start()
    with pytest.raises(LimphomeError, match=r"'nominal_mps: 99.0' is out of range.*0 to 5"):
        system.wait_ready()
