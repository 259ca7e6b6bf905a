"""What a relay does to one message."""

from typing import Any


class MessageFault:
    """A fault at work on the messages of one topic. Subclasses override one of the two methods.

    ``age_s`` is the time since the fault began, so nothing depends on which clock a relay uses.
    """

    def corrupt(self, message: Any, age_s: float) -> Any:
        """The message to pass on: the same object when unchanged, None when it is lost."""
        return message

    def delay_s(self, age_s: float) -> float:
        """How much later the message leaves [s]."""
        return 0.0
