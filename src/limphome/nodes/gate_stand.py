"""When the gate's reason to stand is worth a line."""

from typing import Optional

from diagnostic_msgs.msg import DiagnosticArray

from limphome.core import Mode
from limphome.nodes.convert.status_words import GATE
from limphome.nodes.settled_reasons import SettledReasons
from limphome.safety.gate import EMERGENCY_STOP


class GateStand:
    """Tells why the gate stands, once that has settled as the reasons of a mode have to.

    In SAFE_STOP the mode's own reasons are told already; only the emergency stop is added to them.
    """

    def __init__(self) -> None:
        self._reasons = SettledReasons()

    def news(self, message: DiagnosticArray, mode: Optional[Mode], now_s: float) -> str:
        """A line when what is heard on ``/diagnostics`` brings one, else empty.

        Args:
            mode: the last that was heard. now_s: steady clock.
        """
        for status in message.status:
            if status.name == GATE:
                stopped = any(one.key == "stopped" and one.value == str(True) for one in status.values)
                reason = self._own(status.message, stopped, mode)
                changed = self._reasons.have_changed((reason,) if reason else (), now_s)
                return (f"the gate stands: {reason}" if reason else "the gate stands no more") if changed else ""
        return ""

    def _own(self, reason: str, stopped: bool, mode: Optional[Mode]) -> str:
        told = reason.startswith("SAFE_STOP") or (mode is Mode.SAFE_STOP and not reason.startswith(EMERGENCY_STOP))
        return reason if stopped and not told else ""
