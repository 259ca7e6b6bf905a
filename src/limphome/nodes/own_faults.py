"""Damage that a node takes itself: it listens to the commander only when it was started armed."""

from dataclasses import dataclass
from typing import Optional, Tuple

from diagnostic_msgs.msg import DiagnosticArray

from limphome.core import FaultSpec, topics
from limphome.faults.compute import outage_s
from limphome.nodes.convert.status import array_of, from_fault, to_fault
from limphome.nodes.stage_node import StageNode
from limphome.resources import option

CRASH = "compute.node_crash"
_HEARTBEAT_S = 0.5


@dataclass(frozen=True)
class OwnFaultsOptions:
    """Whether a node lets itself be damaged."""

    armed: bool = option(False, "take faults that act on this process; as it was at the start", read_only=True)


class OwnFaults:
    """The commander's faults whose target is this node; none when disarmed or when the commander is silent.

    Args:
        node: the node, while it configures.
        targets: what the fault table calls it and its parts.
    """

    def __init__(self, node: StageNode, *targets: str) -> None:
        self._node = node
        self._targets = targets
        self._heard_s = node.steady_s()
        self._faults: Tuple[Tuple[FaultSpec, float], ...] = ()
        if node.get_parameter("armed").value:
            self._shown = node.publisher(DiagnosticArray, topics.FAULTS_SHOWN)
            node.listen(DiagnosticArray, topics.ACTIVE_FAULTS, self._hear)
            node.every(0.01, self._crash_when_told)

    def active(self, name: str) -> Optional[FaultSpec]:
        """The fault of this kind that acts now, or None."""
        found = self._find(name)
        return found[0] if found else None

    def shows(self, spec: FaultSpec, now_s: Optional[float] = None) -> None:
        """Ground truth: ``spec`` changed something at ``now_s``, for the first time since it was set; without it at once."""
        now_s = self._node.ros_s() if now_s is None else now_s
        self._shown.publish(array_of([from_fault(spec, spec.start_s, now_s)], now_s))

    def _find(self, name: str) -> Optional[Tuple[FaultSpec, float]]:
        now_s = self._node.steady_s()
        if now_s - self._heard_s > _HEARTBEAT_S:
            return None
        return next((one for one in self._faults if one[0].name == name and one[0].is_active(now_s - one[1])), None)

    def _hear(self, message: DiagnosticArray) -> None:
        self._heard_s = self._node.steady_s()
        faults = (to_fault(status) for status in message.status)
        self._faults = tuple((spec, self._heard_s - age_s) for spec, age_s in faults if spec.target in self._targets)

    def _crash_when_told(self) -> None:
        """Die at once, as a crash does. A process that became active after the fault began has that behind it."""
        found = self._find(CRASH)
        if found is None:
            return
        spec, set_at_s = found
        if set_at_s + spec.start_s >= self._node.active_since_s:  # alike where stepped time begins with the fault
            self.shows(spec)
            self._node.die(set_at_s + spec.start_s + min(outage_s(spec.severity), spec.duration_s))
