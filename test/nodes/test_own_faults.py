"""Faults that act on a process itself: each node that the fault table names takes them when armed, and says when."""

import signal
from types import SimpleNamespace

import pytest
from diagnostic_msgs.msg import DiagnosticArray
from rcl_interfaces.srv import SetParametersAtomically
from rclpy.parameter import Parameter

from limphome.core import FaultSpec, topics
from limphome.faults.table import find_kind
from limphome.nodes.convert.status import array_of, from_fault
from limphome.nodes.node_list import SystemOptions, nodes_of, parameters_of
from limphome.nodes.own_faults import OwnFaults

from .conftest import wait_for

pytestmark = pytest.mark.node
CRASH = find_kind("compute.node_crash")


def set_fault(probe, fault, **values):
    request = SetParametersAtomically.Request()
    request.parameters = [Parameter(f"{fault}.{key}", value=value).to_parameter_msg() for key, value in values.items()]
    answer = probe.call(SetParametersAtomically, "fault_commander/set_parameters_atomically", request)
    assert answer.result.successful, answer.result.reason


@pytest.fixture
def commander(probe, start):
    start("fault_commander", {"armed": True})
    probe.bring_up("fault_commander")


@pytest.mark.parametrize("target", ["gate", "safety_monitor"])
def test_a_crash_kills_the_process_outright(commander, probe, start, target):
    process = start(target, {"armed": True})
    probe.bring_up(target)
    set_fault(probe, "compute.node_crash", target=target, severity=3, duration_s=2.0)
    wait_for(lambda: process.status is not None or probe.spin(), 10.0)
    assert process.status == -signal.SIGKILL


@pytest.mark.parametrize(("active_since_s", "dies"), [(9.0, True), (10.0, True), (10.1, False)])
def test_a_process_dies_of_a_crash_that_begins_while_it_is_active_and_of_none_that_lies_behind_it(active_since_s, dies):
    deaths, calls, hearers = [], [], []
    node = SimpleNamespace(
        active_since_s=active_since_s,
        steady_s=lambda: 10.2,
        ros_s=lambda: 0.0,
        get_parameter=lambda name: SimpleNamespace(value=True),
        publisher=lambda kind, topic: SimpleNamespace(publish=lambda message: None),
        listen=lambda kind, topic, hear: hearers.append(hear),
        every=lambda period_s, call: calls.append(call),
        die=deaths.append,
    )
    OwnFaults(node, "perception")
    hearers[0](array_of([from_fault(FaultSpec.parse("compute.node_crash[perception]:3"), 10.2 - 10.0)], 0.0))
    calls[0]()
    assert deaths == ([pytest.approx(13.0)] if dies else [])


def test_an_armed_system_arms_every_target_of_a_crash():
    options = SystemOptions(armed=True)
    armed = {node.name for node in nodes_of(options) if parameters_of(node, options).get("armed")}
    assert set(CRASH.targets) <= armed


@pytest.mark.parametrize("fault", ["actuation.weak_motor", "camera.extrinsic_shift"])
def test_what_shows_in_the_simulated_robot_is_told_in_simulated_time(commander, probe, start, fault):
    start("simulator", {"armed": True})
    probe.bring_up("simulator")
    shown = probe.hear(DiagnosticArray, topics.FAULTS_SHOWN)
    set_fault(probe, fault, severity=3, duration_s=20.0)
    probe.until(lambda: shown)
    (status,) = shown[0][1].status
    values = {one.key: one.value for one in status.values}
    assert 0.0 < float(values["shown_at_s"]) < 100.0
