import os
import signal
import time
from pathlib import Path

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from geometry_msgs.msg import TwistStamped
from rclpy.qos import QoSProfile
from std_srvs.srv import Trigger

from limphome.core import LimphomeError, Mode, topics
from limphome.nodes.asker import Asker
from limphome.nodes.convert.status import to_healths, to_safety_state, to_verdicts
from limphome.nodes.reset_request import ask_reset

pytestmark = pytest.mark.node

BURST, WINDOW_S = 5, 1.0


def test_commands_that_come_at_once_are_all_counted(start, probe):
    """The gate's clock and the pilot's commands drift past each other: at times every command has another one beside it."""
    start("safety_monitor")
    probe.bring_up("safety_monitor")
    out = probe.speak(TwistStamped, topics.COMMAND, QoSProfile(depth=2 * BURST))
    said = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)
    sent_s = []

    def burst():
        if not sent_s or time.monotonic() - sent_s[-1] > 0.04:
            for _ in range(BURST):
                out.publish(TwistStamped())
            sent_s.append(time.monotonic())

    def counted_hz():
        healths = [health for _, message in said[-5:] for health in to_healths(message) if health.component == "gate"]
        return healths[-1].metrics.get("rate_hz", 0.0) if healths else 0.0

    def sent_hz():
        return BURST * sum(s > time.monotonic() - WINDOW_S for s in sent_s) / WINDOW_S

    probe.until(lambda: counted_hz() > 0.8 * sent_hz() > 20, 30.0, "commands got lost", meanwhile=burst)


def test_a_reset_does_not_wait_for_a_gate_that_hangs(start, probe):
    gate = start("gate")
    start("safety_monitor")
    probe.bring_up("gate", "safety_monitor")
    probe.until(lambda: "not answer" not in _reset(probe).message, what="the gate is not known")
    gate.send(signal.SIGSTOP)
    answer = _reset(probe, timeout_s=4.0)
    assert (answer.success, answer.message) == (False, "the gate does not answer")
    states = probe.hear(DiagnosticStatus, topics.SAFETY_STATE)
    probe.until(lambda: states and _requested(states)[-1], what="it may have released its stop all the same")
    gate.send(signal.SIGCONT)
    probe.until(lambda: _reset(probe).success)
    probe.until(lambda: not _requested(states)[-1])


def test_a_reset_whose_answer_is_missed_releases_nothing(start, probe, monkeypatch):
    """The monitor's process is held up after it asked: the gate has released its stop when the operator hears that it did not."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
    start("gate")
    start("safety_monitor", module="held_up_monitor")
    probe.bring_up("gate", "safety_monitor")
    states = probe.hear(DiagnosticStatus, topics.SAFETY_STATE)
    with Asker(20.0) as asker, pytest.raises(LimphomeError, match="nothing was released: the gate does not answer"):
        ask_reset(asker)  # which asks once more when nobody answers for a second
    probe.until(lambda: any(_requested(states)))
    states.clear()
    probe.until(lambda: len(states) > 3)
    assert all(_requested(states))  # and nothing ends that but a reset


def test_whoever_commands_the_base_beside_the_gate_is_named(start, probe):
    start("gate")
    start("safety_monitor")
    probe.bring_up("gate", "safety_monitor")
    said = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)

    def judged():
        verdicts = [one for _, message in said for one in to_verdicts(message)]
        return [one for one in verdicts if one.monitor == "command_source"]

    probe.until(lambda: len(judged()) > 2)
    assert all(one.ok for one in judged())
    out = probe.speak(TwistStamped, topics.COMMAND)
    probe.until(lambda: not judged()[-1].ok)
    assert judged()[-1].reason.startswith("probe publishes /cmd_vel beside the gate: pilots belong on /cmd_vel_nominal")
    probe.node.destroy_publisher(out)
    probe.until(lambda: judged()[-1].ok)


def _requested(states):
    """For each state whether it is a stop that was asked for."""
    found = [to_safety_state(message, 0.0) for _, message in states]
    return [
        one.mode == Mode.SAFE_STOP and any("a reset that the gate did not answer" in why for why in one.reasons) for one in found
    ]


def _reset(probe, timeout_s=60.0):
    return probe.call(Trigger, "safety/reset", Trigger.Request(), timeout_s)
