import time

import pytest
from diagnostic_msgs.msg import DiagnosticArray

from limphome.core import Health, topics
from limphome.nodes.convert.status import array_of, from_health, from_words, to_cause
from limphome.nodes.convert.status_words import words_of_gate

pytestmark = pytest.mark.node

WHOLE = dict.fromkeys(("scan_age_s", "odometry_age_s", "safety_state_age_s", "command_age_s"), 0.05)


class Gate:
    """What a gate tells of itself, and what the diagnosis says to it."""

    def __init__(self, probe):
        self.probe, self.reason, self.metrics = probe, "", WHOLE
        self.speaks = probe.speak(DiagnosticArray, topics.DIAGNOSTICS)
        self.causes = probe.hear(DiagnosticArray, topics.CAUSES)

    def __call__(self):
        now_s = self.probe.node.get_clock().now().nanoseconds * 1e-9
        words = words_of_gate(self.reason, bool(self.reason))
        self.speaks.publish(array_of([from_words(words), from_health(Health(now_s, "gate", self.metrics))], now_s))

    def until_told(self, condition):
        """The first cause that fulfils it, among those said from now on."""
        self.causes.clear()
        self.probe.until(lambda: self.causes and condition(self.cause()), meanwhile=self)
        return self.cause()

    def cause(self):
        return to_cause(self.causes[-1][1].status[0])


@pytest.fixture
def gate(probe, start):
    start("diagnosis", {"clear_s": 20.0})  # longer than a test takes: an incident ends only when it is forgotten
    probe.bring_up("diagnosis")
    return Gate(probe)


def test_robot_that_is_not_complete_or_held_is_not_judged(gate):
    gate.metrics = {"scan_age_s": 0.05}
    cause = gate.until_told(lambda cause: cause.evidence)
    assert (cause.fault, cause.evidence) == ("none", ("not judged: the gate never heard odometry, safety_state, command",))
    gate.metrics = WHOLE
    gate.until_told(lambda cause: cause.fault == "none" and not cause.evidence)
    gate.reason = "emergency stop: the input is silent"
    cause = gate.until_told(lambda cause: cause.evidence)
    assert (cause.fault, cause.evidence) == ("none", ("not judged: emergency stop",))
    gate.metrics = dict(WHOLE, scan_age_s=9.0)  # a held robot may look like nothing that ever drove
    for _ in range(4):
        assert gate.until_told(lambda _: True).fault == "none"


def test_cause_named_before_the_stop_is_told_on_and_forgotten_after_it(gate):
    gate.until_told(lambda cause: cause.fault == "none" and not cause.evidence)
    gate.metrics = dict(WHOLE, scan_age_s=9.0)
    named = gate.until_told(lambda cause: cause.fault != "none")
    gate.reason = "emergency stop"
    gate.metrics = WHOLE
    for _ in range(4):
        assert gate.until_told(lambda _: True).fault == named.fault
    gate.reason = ""
    asked_s = time.monotonic()
    assert gate.until_told(lambda cause: cause.fault == "none").evidence == ()
    assert time.monotonic() - asked_s < 10.0
