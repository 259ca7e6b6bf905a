"""The emergency-stop input, pressed and released by a process that ends again."""

from typing import Any, List

from diagnostic_msgs.msg import DiagnosticArray
from rclpy.duration import Duration
from std_msgs.msg import Bool

from limphome.core import topics
from limphome.nodes.asker import Asker
from limphome.nodes.convert.status_words import GATE
from limphome.nodes.qos import qos_of
from limphome.safety.gate import EMERGENCY_STOP

_LATE_S = 1.0
"""Until then those are found too that were not yet known when the gate was: what starts the nodes has to hear it as well."""


def press_stop(asker: Asker) -> None:
    """Press, and wait until the gate says that it stands for it.

    Raises:
        LimphomeError: no gate says so in time. The stop was pressed all the same, for every gate that could hear it.
    """
    reasons: List[str] = []
    asker.hear(DiagnosticArray, topics.DIAGNOSTICS, lambda message: reasons.extend(_reasons(message)))
    _say(asker, pressed=True)
    if not asker.until(lambda: any(reason.startswith(EMERGENCY_STOP) for reason in reasons)):
        raise asker.silence("gate that stands for the emergency stop")


def release_stop(asker: Asker) -> None:
    """Release the input; the gate goes on standing until a reset. LimphomeError: no gate hears it."""
    _say(asker, pressed=False)


def _say(asker: Asker, pressed: bool) -> None:
    publisher = asker.node.create_publisher(Bool, topics.EMERGENCY_STOP, qos_of(topics.EMERGENCY_STOP))
    publisher.publish(Bool(data=pressed))  # latched: a gate that is found later hears it too

    def heard() -> bool:
        readers = asker.node.get_subscriptions_info_by_topic(publisher.topic_name)
        matched = publisher.get_subscription_count() >= len(readers)
        return matched and any(reader.node_name == "gate" for reader in readers)

    if asker.until(heard):
        asker.until(lambda: False, _LATE_S)
        publisher.publish(Bool(data=pressed))
    if not (asker.until(heard) and publisher.wait_for_all_acked(Duration(seconds=asker.timeout_s))):
        raise asker.silence("gate")


def _reasons(message: Any) -> List[str]:
    return [status.message for status in message.status if status.name == GATE]
