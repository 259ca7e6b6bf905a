"""A node that was started by `limphome up` does not outlive it, not even when it is killed."""

import os

from limphome.resources.parent import end_with

PARENT = "LIMPHOME_STARTER_PID"


def end_with_starter() -> None:
    """End by SIGTERM when the starter's process ends; nothing without a starter."""
    starter = os.environ.get(PARENT)
    if starter:
        end_with(int(starter))
