import signal

import pytest
from diagnostic_msgs.msg import DiagnosticArray
from lifecycle_msgs.msg import Transition

from limphome.core import topics
from limphome.nodes.node_list import NODES
from limphome.resources import share_dir

from .conftest import wait_for

pytestmark = pytest.mark.node

PARAMETERS = {
    "camera": {"source": str(share_dir() / "models" / "perception" / "yard_detector")},  # a folder with a picture in it
    "recorder": {"topics": ["odom nav_msgs/msg/Odometry"]},
    "simulator": {"scenario": "clear_route", "camera": False},
}
NAMES = [node.name for node in NODES]


@pytest.mark.parametrize("name", NAMES)
def test_node_goes_up_down_and_up_again_and_ends_with_status_0(name, probe, start, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    process = start(name, PARAMETERS.get(name))
    for transition, state in (
        (Transition.TRANSITION_CONFIGURE, "inactive"),
        (Transition.TRANSITION_ACTIVATE, "active"),
        (Transition.TRANSITION_DEACTIVATE, "inactive"),
        (Transition.TRANSITION_CLEANUP, "unconfigured"),
        (Transition.TRANSITION_CONFIGURE, "inactive"),
        (Transition.TRANSITION_ACTIVATE, "active"),
    ):
        assert probe.transition(name, transition), f"{transition}: {process.last_words()}"
        assert probe.state(name) == state
    process.send(signal.SIGTERM)
    assert process.wait(10.0)
    assert process.status == 0, process.last_words(20)


@pytest.mark.parametrize("name", NAMES)
def test_unknown_parameter_ends_the_start_with_what_is_allowed(name, start):
    process = start(name, {"no_such_parameter": 1})
    assert process.wait(30.0)
    assert process.status == 2
    assert "unknown parameter 'no_such_parameter'" in process.last_words()
    assert "one of" in process.last_words()


def test_failing_configure_is_answered_with_failure_and_can_be_tried_again(probe, start, tmp_path):
    process = start("diagnosis", {"model": str(tmp_path / "no_such_model.json")})
    assert not probe.transition("diagnosis", Transition.TRANSITION_CONFIGURE)
    assert probe.state("diagnosis") == "unconfigured"
    assert "no_such_model" in process.last_words()
    assert not probe.transition("diagnosis", Transition.TRANSITION_CONFIGURE)
    assert process.is_running


def test_a_transition_that_the_state_has_not_is_refused_and_the_node_lives(probe, start):
    process = start("gate")
    assert not probe.transition("gate", Transition.TRANSITION_ACTIVATE)
    assert "unconfigured allows configure (1)" in process.last_words()
    probe.bring_up("gate")
    assert not probe.transition("gate", Transition.TRANSITION_ACTIVATE)
    assert probe.state("gate") == "active"


def test_parameter_is_refused_while_configured_and_taken_by_the_next_configure(probe, start):
    from rcl_interfaces.srv import SetParameters
    from rclpy.parameter import Parameter

    def set_speed(value):
        request = SetParameters.Request(parameters=[Parameter("nominal_mps", value=value).to_parameter_msg()])
        return probe.call(SetParameters, "gate/set_parameters", request).results[0]

    start("gate")
    assert set_speed(0.6).successful
    probe.transition("gate", Transition.TRANSITION_CONFIGURE)
    refused = set_speed(0.7)
    assert not refused.successful
    assert "nominal_mps is taken when the node configures: put it in the parameter file and start again" in refused.reason


def test_bringup_brings_up_in_order_and_again_after_a_kill(probe, start):
    for name in ("gate", "fault_relay"):
        start(name)
    start("bringup", {"nodes": ["fault_relay", "gate"]})
    probe.until(lambda: probe.state("fault_relay") == "active" and probe.state("gate") == "active")
    second = start("gate")  # what a starter does after a kill: a new process of the same name
    second.send(signal.SIGKILL)
    wait_for(lambda: not second.is_running)
    probe.until(lambda: probe.state("gate") == "active")


def test_bringup_leaves_a_node_alone_that_somebody_deactivated_until_its_process_is_another(probe, start):
    first = start("gate")
    start("bringup", {"nodes": ["gate"]})
    said = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)
    probe.until(lambda: probe.state("gate") == "active")
    assert probe.transition("gate", Transition.TRANSITION_DEACTIVATE)
    said.clear()
    probe.until(lambda: bringup_says(said).count("gate: inactive") >= 3, what="it was activated again")
    assert probe.state("gate") == "inactive"
    first.send(signal.SIGTERM)
    wait_for(lambda: not first.is_running)
    start("gate")
    probe.until(lambda: probe.state("gate") == "active")


def test_a_node_in_the_place_of_one_that_died_needs_nobody_to_become_active(probe, start, tmp_path):
    start("perception", {"start_active": True})
    probe.until(lambda: probe.state("perception") == "active")
    assert probe.transition("perception", Transition.TRANSITION_DEACTIVATE)
    assert probe.state("perception") == "inactive"
    refused = start("diagnosis", {"start_active": True, "model": str(tmp_path / "no_such_model.json")})
    probe.until(lambda: "no_such_model" in refused.last_words())
    assert probe.state("diagnosis") == "unconfigured"


def test_bringup_tries_again_when_a_node_that_refused_was_started_anew(probe, start, tmp_path):
    first = start("diagnosis", {"model": str(tmp_path / "no_such_model.json")})
    start("bringup", {"nodes": ["diagnosis"]})
    said = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)
    probe.until(lambda: "diagnosis: refuses to come up" in bringup_says(said))
    first.send(signal.SIGTERM)
    wait_for(lambda: not first.is_running)
    start("diagnosis")
    probe.until(lambda: probe.state("diagnosis") == "active")


def bringup_says(said):
    return [status.message for _, message in said for status in message.status if status.name == "bringup"]
