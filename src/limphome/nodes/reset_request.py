"""Asks the supervisor to end a latched stop."""

from std_srvs.srv import Trigger

from limphome.core import LimphomeError
from limphome.nodes.asker import Asker

SAFETY_RESET = "safety/reset"


def ask_reset(asker: Asker) -> None:
    """End what is latched in supervisor and gate; LimphomeError when nobody answers, or with what stands all the same."""
    answer = asker.call(Trigger, SAFETY_RESET, Trigger.Request(), "supervisor")
    if not answer.success:
        raise LimphomeError(f"stands all the same: {answer.message}", "reset", "mend that, then once more")
