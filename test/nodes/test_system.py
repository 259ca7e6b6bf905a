import os
import signal

import pytest
import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rcl_interfaces.srv import SetParametersAtomically
from rclpy.node import Node
from std_msgs.msg import Bool

from limphome.core import FaultSpec, LimphomeError, topics
from limphome.nodes.fault_request import COMMANDER, fault_request
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


def test_stopped_twice_it_is_stopped(make):
    system = make()
    system.stop()
    system.stop()
    assert not rclpy.ok()


def test_node_that_dies_too_often_latches_the_stop_and_is_told_on_diagnostics(make):
    system = make(policy=RestartPolicy(max_restarts=0))
    statuses, holds = {}, []
    system.node.create_subscription(
        DiagnosticArray,
        topics.DIAGNOSTICS,
        lambda message: statuses.update({status.name: status for status in message.status}),
        qos_of(topics.DIAGNOSTICS),
    )
    system.node.create_subscription(Bool, topics.HOLD, lambda m: holds.append(m.data), qos_of(topics.HOLD))
    system.start()
    assert system.wait_ready()
    os.kill(system.starter.processes["pilot"].pid, signal.SIGKILL)
    spin_until(system, lambda: True in holds, "the stop was not asked for")
    assert holds == [False, True]
    spin_until(system, lambda: statuses["process: pilot"].level == DiagnosticStatus.ERROR, "it was not told")

    def gate_stands():
        gate = statuses.get("health: gate")
        return gate is not None and {value.key: value.value for value in gate.values}.get("stopped") == "1.0"

    spin_until(system, gate_stands, "the gate did not say that it stands")


def test_a_crash_planned_for_the_start_keeps_its_process_away_until_it_is_healed(make):
    system = make(armed=True, faults=("compute.node_crash[perception]:5",))
    healer = system.node.create_client(SetParametersAtomically, COMMANDER)
    system.start()
    assert system.wait_ready()
    perception = system.starter.processes["perception"]
    spin_until(system, lambda: not perception.is_running, "it did not die")
    system.spin(1.0)  # it would be started again after 0.2 s
    assert not perception.is_running
    spin_until(system, healer.service_is_ready, "no commander")
    healer.call_async(fault_request(FaultSpec.parse("compute.node_crash[perception]:0")))
    spin_until(system, lambda: perception.is_running, "it did not come back")
    assert system.starter.restarts("perception") == 1


def test_end_asked_for_while_it_looks_around_starts_nothing(make, tmp_path):
    system = make()
    system.node.create_timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT))
    assert system.start() is False
    assert not any(process.is_running for process in system.starter.processes.values())
    assert not (tmp_path / "log").exists()


def test_domain_with_nodes_of_our_names_is_refused(make):
    system = make()
    other = Node("gate")
    try:
        with pytest.raises(LimphomeError, match="already has nodes named gate"):
            system.start()
    finally:
        other.destroy_node()


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (
            "perception: {ros__parameters: {model: no_such_model}}",
            r"perception does not come up: perception.model: unknown model '.*' \(allowed: one of yard_.*perception.log\)",
        ),
        (
            "gate: {ros__parameters: {nominal_mps: 99.0}}",
            r"gate does not come up: 'nominal_mps: 99.0' is out of range \(allowed: 0 to 5\)",
        ),
        ("gate: {ros__parameters: {front_m: [a, 1]}}", r"does not come up: .*same type.*line_num 1"),
    ],
)
def test_node_that_does_not_come_up_is_an_error_of_name_cause_and_mend(make, tmp_path, parameters, words):
    path = tmp_path / "mine.yaml"
    path.write_text(parameters)
    system = make(parameters_file=str(path))
    system.start()
    with pytest.raises(LimphomeError, match=words):
        system.wait_ready()


def test_node_that_dies_too_often_before_all_are_up_ends_the_waiting_at_once(make, tmp_path):
    system = make(policy=RestartPolicy(max_restarts=0))
    system.start()
    system.starter.processes["pilot"].send(signal.SIGKILL)
    with pytest.raises(LimphomeError, match=r"pilot does not come up"):
        system.wait_ready()
