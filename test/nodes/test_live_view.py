"""What `limphome up` shows survives what others say."""

import time

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue

from limphome.core import Cause, FaultSpec, topics
from limphome.nodes.convert.status import array_of, from_cause, from_fault
from limphome.nodes.live_view import LiveView
from limphome.nodes.process_report import Outages

pytestmark = pytest.mark.node


def array(name, **values):
    return array_of([DiagnosticStatus(name=name, values=[KeyValue(key=key, value=text) for key, text in values.items()])], 0.0)


BROKEN = {
    "mode": (DiagnosticStatus, topics.SAFETY_STATE, DiagnosticStatus(message="PARKED")),
    "fault": (DiagnosticArray, topics.ACTIVE_FAULTS, array("fault: camera.freeze", severity="much")),
    "cause": (DiagnosticArray, topics.CAUSES, array("cause: camera.freeze")),
    "onset": (DiagnosticArray, topics.CAUSES, array("cause: camera.freeze", probability="0.5", onset_s="now")),
    "truth": (DiagnosticArray, topics.TRUTH, array("truth", x_m="here")),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_message_that_cannot_be_read_ends_nothing(what, probe):
    told = []
    outages, _ = Outages(probe.node), LiveView(probe.node, told.append, simulated=False)
    kind, topic, message = BROKEN[what]
    heard, out = probe.hear(kind, topic), probe.speak(kind, topic)
    probe.until(lambda: heard, meanwhile=lambda: out.publish(message))
    causes, faults = probe.speak(DiagnosticArray, topics.CAUSES), probe.speak(DiagnosticArray, topics.ACTIVE_FAULTS)
    crash = FaultSpec.parse("compute.node_crash[gate]:3")

    def go_on():
        causes.publish(array_of([from_cause(Cause("camera.freeze", "camera", 0.9))], 0.0))
        faults.publish(array_of([from_fault(crash, 0.0)], 0.0))

    def both_heard():
        held = outages.held_until_s(time.monotonic())
        return "gate" in held and any("cause camera.freeze" in line for line in told)

    probe.until(both_heard, meanwhile=go_on)
