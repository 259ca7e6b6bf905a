"""The emergency-stop input, pressed and released by a process that ends again."""

from typing import List

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.duration import Duration
from std_msgs.msg import Bool

from limphome.core import LimphomeError, topics
from limphome.nodes.asker import Asker
from limphome.nodes.convert.status_words import GATE, HELD, PRESSED
from limphome.nodes.qos import qos_of
from limphome.safety.gate import EMERGENCY_STOP


def press_stop(asker: Asker) -> None:
    """Press, and wait until the gate says that it stands for it.

    Raises:
        LimphomeError: no gate says so in time. The stop was pressed all the same, for every gate that could hear it.
    """
    reports = _reports(asker)
    _say(asker, pressed=True)
    reports.clear()
    if not asker.until(lambda: any(report.message.startswith(EMERGENCY_STOP) for report in reports)):
        raise asker.silence("gate that stands for the emergency stop")


def release_stop(asker: Asker) -> None:
    """Release the input, and wait until nothing presses or holds; the gate goes on standing until a reset.

    Raises:
        LimphomeError: no gate hears it, or what starts the nodes holds the robot all the same.
    """
    reports = _reports(asker)
    _say(asker, pressed=False)
    reports.clear()
    if not asker.until(lambda: any(_is_free(report) for report in reports)):
        raise LimphomeError("released, but the robot is held", topics.HOLD, "no node that died too often (limphome state)")


def _say(asker: Asker, pressed: bool) -> None:
    publisher = asker.node.create_publisher(Bool, topics.EMERGENCY_STOP, qos_of(topics.EMERGENCY_STOP))
    publisher.publish(Bool(data=pressed))  # latched: who is found later hears it too, as long as we are there

    def heard() -> bool:
        readers = asker.node.get_subscriptions_info_by_topic(publisher.topic_name)
        matched = publisher.get_subscription_count() >= len(readers)
        return matched and any(reader.node_name == "gate" for reader in readers)

    if not (asker.until(heard) and publisher.wait_for_all_acked(Duration(seconds=asker.timeout_s))):
        raise asker.silence("gate")


def _reports(asker: Asker) -> List[DiagnosticStatus]:
    """What the gate says of itself, a list that grows."""
    said: List[DiagnosticStatus] = []
    asker.hear(DiagnosticArray, topics.DIAGNOSTICS, lambda message: said.extend(s for s in message.status if s.name == GATE))
    return said


def _is_free(report: DiagnosticStatus) -> bool:
    values = {one.key: one.value for one in report.values}
    return values.get(PRESSED) == values.get(HELD) == str(False)
