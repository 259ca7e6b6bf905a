"""Why the gate stands is told when it has settled, and not twice beside the mode."""

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from limphome.core import Mode
from limphome.nodes.convert.status import from_words
from limphome.nodes.convert.status_words import words_of_gate
from limphome.nodes.gate_stand import GateStand

BUTTON, PASSES = ("emergency stop", True), ("", False)


@pytest.fixture
def told():
    """The lines after a sequence of (time [s], reason and whether it stands)."""

    def told(*said, mode=Mode.NOMINAL):
        stand = GateStand()
        arrays = [(now_s, DiagnosticArray(status=[from_words(words_of_gate(*gate))])) for now_s, gate in said]
        return [(now_s, line) for now_s, array in arrays for line in [stand.news(array, mode, now_s)] if line]

    return told


@pytest.mark.parametrize("mode", [Mode.NOMINAL, Mode.SAFE_STOP, None])
def test_emergency_stop_is_told_once_and_so_is_its_end(told, mode):
    said = ((1.0, BUTTON), (1.5, BUTTON), (3.0, BUTTON), (4.0, PASSES), (4.5, PASSES), (9.0, PASSES))
    assert told(*said, mode=mode) == [(1.5, "the gate stands: emergency stop"), (4.5, "the gate stands no more")]


def test_a_stop_that_the_mode_tells_is_not_told_again(told):
    stale = ("scan is 0.31 s old, at most 0.15", True)
    assert told((1.0, stale), (2.0, stale), mode=Mode.SAFE_STOP) == []
    assert told((1.0, stale), (2.0, stale)) == [(2.0, "the gate stands: scan is 0.31 s old, at most 0.15")]
    assert told((1.0, ("SAFE_STOP: base_stuck: x", True)), (2.0, ("SAFE_STOP: base_stuck: x", True))) == []


def test_a_limit_is_no_stand(told):
    limit = ("obstacle: 0.20 m/s allowed on the way ahead", False)
    assert told((1.0, limit), (2.0, limit)) == []


def test_other_parts_say_nothing_of_it():
    assert GateStand().news(DiagnosticArray(), Mode.NOMINAL, 1.0) == ""


def test_a_report_without_values_is_no_stand():
    message = DiagnosticArray(status=[DiagnosticStatus(name="gate: reason", message="emergency stop")])
    stand = GateStand()
    assert [stand.news(message, Mode.NOMINAL, now_s) for now_s in (1.0, 2.0)] == ["", ""]
