"""How commands look on both sides of the gate, as parameters of the nodes that hear them."""

from dataclasses import dataclass
from typing import Any, Type

from geometry_msgs.msg import Twist, TwistStamped

from limphome.resources import option


@dataclass(frozen=True)
class CommandOptions:
    """The same in every node that says or hears a command; a Twist is stamped on arrival."""

    stamped_in: bool = option(True, "cmd_vel_nominal is a TwistStamped; false: a Twist")
    stamped_out: bool = option(True, "cmd_vel is a TwistStamped; false: a Twist")

    @property
    def kind_in(self) -> Type[Any]:
        """Message class of ``cmd_vel_nominal``."""
        return TwistStamped if self.stamped_in else Twist

    @property
    def kind_out(self) -> Type[Any]:
        """Message class of ``cmd_vel``."""
        return TwistStamped if self.stamped_out else Twist
