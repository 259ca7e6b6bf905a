"""Asks the supervisor to end a latched stop."""

from std_srvs.srv import Trigger

from limphome.core import LimphomeError
from limphome.nodes.asker import Asker

SAFETY_RESET = "safety/reset"


def ask_reset(asker: Asker) -> str:
    """End what is latched in supervisor and gate.

    Returns:
        What is demanded all the same and heals by itself, ``MODE monitor: text`` each; else empty.

    Raises:
        LimphomeError: nobody answers, or what is latched stays so. Then nothing was ended.
    """
    answer = asker.call(Trigger, SAFETY_RESET, Trigger.Request(), "supervisor")
    if not answer.success:
        raise LimphomeError(f"nothing was released: {answer.message}", "reset", "mend that, then once more")
    return str(answer.message)
