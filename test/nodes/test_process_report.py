"""What whoever starts the processes does for a robot that has to stay stopped."""

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.qos import DurabilityPolicy, QoSProfile
from std_msgs.msg import Bool

from limphome.core import Mode, SafetyState, topics
from limphome.nodes.convert.status import array_of, from_safety_state, from_words
from limphome.nodes.convert.status_words import words_of_gate
from limphome.nodes.process_report import ProcessReport

pytestmark = pytest.mark.node


@pytest.fixture
def report(probe):
    return ProcessReport(probe.node)


@pytest.fixture
def pressed(probe, report):
    """What is heard of the emergency stop."""
    heard = probe.hear(Bool, topics.EMERGENCY_STOP)
    return lambda: [message.data for _, message in heard]


def gate_says(report, reason):
    report.hear(array_of([from_words(words_of_gate(reason, True, ""))], 0.0))


def supervisor_says(probe, report, reason):
    probe.speak(DiagnosticStatus, topics.SAFETY_STATE).publish(from_safety_state(SafetyState(0.0, Mode.SAFE_STOP, (reason,))))
    probe.until(lambda: "safety_monitor" in report._forgets)


def all_was_heard(probe, report):
    """A whole way over DDS later."""
    heard = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)
    probe.until(lambda: bool(heard), meanwhile=lambda: report.say([], stay_stopped=False))


def test_stop_of_a_gate_that_dies_is_pressed_again(probe, report, pressed):
    gate_says(report, "emergency stop")
    report.died("gate")
    probe.until(lambda: pressed() == [True])


def test_stop_that_waits_for_an_operator_outlives_the_supervisor(probe, report, pressed):
    supervisor_says(probe, report, "base_stuck: 0.00 m/s at a command of 0.30")
    report.died("safety_monitor")
    probe.until(lambda: pressed() == [True])


def test_what_heals_by_itself_asks_for_no_operator_after_a_death_either(probe, report, pressed):
    gate_says(report, "scan 0.30 s old")
    supervisor_says(probe, report, "scan_stale: 0.30 s old")
    for name in ("gate", "safety_monitor", "pilot"):
        report.died(name)
    all_was_heard(probe, report)
    assert pressed() == []


def test_who_releases_the_stop_releases_it_here_too_so_that_a_later_gate_is_not_told_of_it(probe, report, pressed):
    gate_says(report, "emergency stop")
    report.died("gate")
    probe.until(lambda: pressed() == [True])
    probe.speak(Bool, topics.EMERGENCY_STOP, readers=2).publish(Bool(data=False))
    probe.until(lambda: not report._is_pressed)
    later = probe.hear(Bool, topics.EMERGENCY_STOP, QoSProfile(depth=10, durability=DurabilityPolicy.TRANSIENT_LOCAL))
    probe.until(lambda: len(later) == 2)
    assert not any(message.data for _, message in later)


def test_process_that_stays_down_keeps_the_stop_pressed(probe, report, pressed):
    report.say([], stay_stopped=True)
    probe.until(lambda: pressed() == [True])
