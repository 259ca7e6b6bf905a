"""What whoever starts the processes does for a robot that has to stay stopped."""

import pytest
from diagnostic_msgs.msg import DiagnosticStatus
from rclpy.qos import DurabilityPolicy, QoSProfile
from std_msgs.msg import Bool

from limphome.core import Mode, SafetyState, topics
from limphome.nodes.convert.status import array_of, from_safety_state, from_words
from limphome.nodes.convert.status_words import words_of_gate
from limphome.nodes.stop_keeper import StopKeeper

pytestmark = pytest.mark.node
ALL = QoSProfile(depth=100, durability=DurabilityPolicy.TRANSIENT_LOCAL)
VOLATILE = QoSProfile(depth=10)


@pytest.fixture
def keeper(probe):
    return StopKeeper(probe.node, settled_s=-1.0)  # reports are handed over here, they are never late


@pytest.fixture
def late_gate(probe):
    """What a gate that comes now is told by those who spoke before."""

    def late_gate(count=1):
        heard = probe.hear(Bool, topics.HOLD, ALL)
        probe.until(lambda: len(heard) >= count)
        return [message.data for _, message in heard]

    return late_gate


def gate_says(keeper, reason, pressed=False):
    keeper.hear(array_of([from_words(words_of_gate(reason, bool(reason), pressed=pressed))], 0.0))


def supervisor_says(probe, keeper, reason):
    probe.speak(DiagnosticStatus, topics.SAFETY_STATE).publish(from_safety_state(SafetyState(0.0, Mode.SAFE_STOP, (reason,))))
    probe.until(lambda: "safety_monitor" in keeper._holders)


def test_a_state_that_cannot_be_read_leaves_the_starter_alive_and_what_it_remembers(probe, keeper):
    supervisor_says(probe, keeper, "base_stuck: stands")
    heard = probe.hear(DiagnosticStatus, topics.SAFETY_STATE)
    out = probe.speak(DiagnosticStatus, topics.SAFETY_STATE)
    probe.until(lambda: heard, meanwhile=lambda: out.publish(DiagnosticStatus(message="PARKED")))
    assert "safety_monitor" in keeper._holders


def test_a_gate_is_told_that_nothing_holds_the_robot(keeper, late_gate):
    assert late_gate() == [False]


def test_a_new_gate_is_told_of_the_stop_that_its_predecessor_stood_for(keeper, late_gate):
    gate_says(keeper, "emergency stop")
    keeper.died("gate")
    assert late_gate() == [True]


def test_a_source_that_repeats_its_release_does_not_undo_it_before_a_gate_stands(probe, keeper, late_gate):
    radio = probe.speak(Bool, topics.EMERGENCY_STOP, VOLATILE)
    gate_says(keeper, "emergency stop")
    keeper.died("gate")
    heard = probe.hear(Bool, topics.EMERGENCY_STOP, VOLATILE)
    probe.until(lambda: sum(not message.data for _, message in heard) > 5, meanwhile=lambda: radio.publish(Bool(data=False)))
    assert late_gate() == [True]
    gate_says(keeper, "emergency stop")
    assert late_gate() == [False]


def test_a_press_that_the_gate_had_no_time_to_tell_of_counts(probe, keeper, late_gate):
    button = probe.speak(Bool, topics.EMERGENCY_STOP, VOLATILE)
    button.publish(Bool(data=True))
    probe.until(lambda: "gate" in keeper._holders)
    keeper.died("gate")
    assert late_gate() == [True]


def test_a_press_while_no_gate_is_there_waits_for_it_and_its_release_is_passed_on(probe, keeper, late_gate):
    button = probe.speak(Bool, topics.EMERGENCY_STOP, VOLATILE)
    button.publish(Bool(data=True))
    probe.until(lambda: keeper._is_held)
    assert late_gate() == [True]
    probe.until(lambda: not keeper._is_held, meanwhile=lambda: button.publish(Bool(data=False)))
    assert late_gate() == [False]


def test_a_stop_that_waits_for_an_operator_outlives_the_supervisor_and_then_waits_for_a_reset_alone(probe, keeper, late_gate):
    supervisor_says(probe, keeper, "base_stuck: 0.00 m/s at a command of 0.30")
    keeper.died("safety_monitor")
    assert late_gate() == [True]
    gate_says(keeper, "emergency stop")
    assert late_gate() == [False]


def test_what_heals_by_itself_asks_for_no_operator_after_a_death_either(probe, keeper):
    gate_says(keeper, "scan is 0.30 s old")
    probe.speak(DiagnosticStatus, topics.SAFETY_STATE).publish(
        from_safety_state(SafetyState(0.0, Mode.SAFE_STOP, ("scan_stale: 0.30 s old",)))
    )
    probe.until(lambda: "safety_monitor" not in keeper._holders)
    for name in ("gate", "safety_monitor", "pilot"):
        keeper.died(name)
    assert not keeper._is_held


def test_what_a_source_said_to_the_gate_alone_is_heard_from_the_gate(keeper, late_gate):
    gate_says(keeper, "emergency stop", pressed=True)
    assert late_gate() == [True]
    gate_says(keeper, "emergency stop", pressed=True)
    assert late_gate() == [True]
    gate_says(keeper, "emergency stop")
    assert late_gate() == [False]


def test_a_new_gate_that_has_not_heard_the_press_does_not_release_it(keeper, late_gate):
    gate_says(keeper, "emergency stop", pressed=True)
    keeper.died("gate")
    gate_says(keeper, "safety/hold never received")
    gate_says(keeper, "emergency stop")
    assert late_gate() == [True]


def test_the_last_words_of_a_dead_gate_are_no_words_of_the_new_one(probe, late_gate):
    keeper = StopKeeper(probe.node, settled_s=0.2)
    gate_says(keeper, "emergency stop", pressed=True)
    keeper.died("gate")
    gate_says(keeper, "emergency stop", pressed=True)
    probe.until(lambda: keeper._is_new(keeper._gate_died_s))
    gate_says(keeper, "emergency stop")
    assert late_gate() == [True]


def test_what_a_gate_said_before_it_heard_the_press_does_not_undo_it(probe, late_gate):
    keeper = StopKeeper(probe.node, settled_s=60.0)
    button = probe.speak(Bool, topics.EMERGENCY_STOP, VOLATILE)
    button.publish(Bool(data=True))
    probe.until(lambda: keeper._is_held)
    gate_says(keeper, "")
    keeper.died("gate")
    probe.until(lambda: keeper._may_release, meanwhile=lambda: button.publish(Bool(data=False)))
    assert late_gate() == [True]


def test_a_gate_that_was_reset_holds_nothing_any_more(keeper):
    gate_says(keeper, "emergency stop")
    gate_says(keeper, "")
    keeper.died("gate")
    assert not keeper._is_held


def test_a_process_that_stays_down_keeps_the_stop_pressed_whatever_a_source_said_before(probe, keeper, late_gate):
    radio = probe.speak(Bool, topics.EMERGENCY_STOP, VOLATILE)
    probe.until(lambda: keeper._may_release, meanwhile=lambda: radio.publish(Bool(data=False)))
    keeper.hold()
    gate_says(keeper, "emergency stop")
    assert late_gate() == [True]


def test_a_latched_press_of_before_counts(probe):
    button = probe.node.create_publisher(Bool, topics.EMERGENCY_STOP, ALL)
    button.publish(Bool(data=True))
    keeper = StopKeeper(probe.node)
    probe.until(lambda: keeper._is_held)
