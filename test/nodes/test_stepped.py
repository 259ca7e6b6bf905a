"""Stepped over DDS: the same drive whatever the machine does besides, and the drive that lockstep tells."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from std_msgs.msg import Bool
from std_srvs.srv import Trigger

from limphome.core import LimphomeError, topics
from limphome.nodes.node_list import NODES, SystemOptions
from limphome.nodes.stepped.drive import EQUAL_M, drive_in_lockstep, drive_stepped

pytestmark = [pytest.mark.node, pytest.mark.whole]

SCENARIO = str(Path(__file__).parent / "ten_metres.yaml")
FAULTS = ("communication.drop[scan]:5@1.5+0.4", "camera.freeze:5@1.5+1")
UNTIL_S = 5.0


@pytest.fixture
def busy():
    """Three programs that never rest beside the nodes."""
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    for burner in burners:  # whatever the tests run as
        os.sched_setscheduler(burner.pid, os.SCHED_OTHER, os.sched_param(0))
    yield
    for burner in burners:
        burner.kill()
        burner.wait()


@pytest.mark.slow
def test_stepped_drive_is_the_same_on_a_busy_machine_and_in_lockstep(domain, tmp_path, request):
    options = SystemOptions(scenario=SCENARIO, stepped=True, armed=True, faults=FAULTS)
    calm = drive_stepped(options, tmp_path / "calm", UNTIL_S)
    request.getfixturevalue("busy")
    loaded = drive_stepped(options, tmp_path / "loaded", UNTIL_S)
    assert loaded.samples == calm.samples
    alone = drive_in_lockstep(options, UNTIL_S)
    assert calm.difference_from(alone) <= EQUAL_M
    assert calm.states[: len(alone.states)] == loaded.states[: len(alone.states)] == alone.states
    assert len(alone.states) >= 4, "the faults have to change the mode"


@pytest.mark.slow
@pytest.mark.parametrize(("node", "mode"), [("perception", "LIMP_HOME"), ("pilot", "SAFE_STOP")])
def test_killed_process_comes_back_at_the_same_moment_of_simulated_time_as_in_lockstep(domain, tmp_path, node, mode):
    crash = (f"compute.node_crash[{node}]:1@1.5",)
    options = SystemOptions(scenario=SCENARIO, stepped=True, armed=True, faults=crash)
    driven = drive_stepped(options, tmp_path, UNTIL_S)
    alone = drive_in_lockstep(options, UNTIL_S)
    assert driven.difference_from(alone) <= EQUAL_M
    assert driven.states == alone.states
    assert [mode for mode, _ in alone.states] == ["SAFE_STOP", "NOMINAL", mode, "NOMINAL"]


def test_answer_that_stays_out_ends_the_run_and_is_named(start, probe):
    start("conductor", {"nodes": ["simulator", "pilot"], "answer_s": 1.0})
    diagnostics = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)
    probe.bring_up("conductor")

    def status():
        rows = [row for _, message in diagnostics for row in message.status if row.name == "conductor"]
        return rows[-1] if rows else DiagnosticStatus(level=DiagnosticStatus.OK)

    probe.until(lambda: status().level == DiagnosticStatus.ERROR, what="no error")
    assert status().message == "no answer for 1 s from pilot, simulator at 0.00 s: time stands"


def until_a_reset(probe, succeeds):
    answers = []

    def ask():
        answers.append(probe.call(Trigger, "safety/gate_reset", Trigger.Request()))

    probe.until(lambda: answers and answers[-1].success is succeeds, meanwhile=ask)


def test_stepped_gate_hears_at_once_whether_the_robot_is_held(start, probe):
    start("gate", module="limphome.nodes.stepped gate")
    probe.bring_up("gate")
    starter = probe.speak(Bool, topics.HOLD)
    starter.publish(Bool(data=True))
    until_a_reset(probe, succeeds=False)
    starter.publish(Bool(data=False))
    until_a_reset(probe, succeeds=True)


def test_stepping_without_the_embedded_simulator_is_refused(start, probe):
    with pytest.raises(LimphomeError, match="with the embedded simulator only"):
        SystemOptions(stepped=True, simulator=False)
    conductor = start("conductor", {"nodes": ["gate"]})
    assert not probe.transition("conductor", 1)
    assert "a robot's time waits for nobody" in Path(conductor.log).read_text()


def test_no_parameter_turns_a_node_into_a_stepped_one(start):
    gate = start("gate", {"stepped": True})
    assert gate.wait(30.0)
    assert gate.status == 2
    assert "unknown parameter 'stepped'" in Path(gate.log).read_text()


def test_node_that_cannot_step_is_refused_by_name():
    done = subprocess.run(
        [sys.executable, "-m", "limphome.nodes.stepped", "recorder"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert all(node.name in done.stderr for node in NODES if node.steps)
