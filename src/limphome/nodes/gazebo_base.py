"""The base's electronics for Gazebo, whose drive obeys its last command for ever: watchdog, brake, and the scenario's route."""

from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from diagnostic_msgs.msg import DiagnosticStatus
from geometry_msgs.msg import TwistStamped
from nav_msgs.msg import Path

from limphome.core import CameraModel, Command, Mode, Route, topics
from limphome.nodes.command_options import CommandOptions
from limphome.nodes.convert.motion import from_command, to_command
from limphome.nodes.convert.route import from_route
from limphome.nodes.convert.status import to_safety_state
from limphome.nodes.main import run_node
from limphome.nodes.mounts import mounts
from limphome.nodes.qos import qos_of
from limphome.nodes.stage_node import StageNode
from limphome.nodes.tf import TFMessage
from limphome.resources import option

DRIVE = "gazebo/cmd_vel"


@dataclass(frozen=True)
class GazeboBaseOptions:
    """What drives in Gazebo."""

    scenario: str = option("clear_route", "name in config/scenarios, or path: its route is published", read_only=True)
    command_timeout_s: float = option(0.25, "brakes by itself after this long without cmd_vel [s]", 0.05, 1.0, read_only=True)
    state_silent_s: float = option(0.3, "longest silence of safety/state: it counts as SAFE_STOP [s]", 0.05, 1.0, read_only=True)
    period_s: float = option(0.02, "between two commands to the wheels [s]", 0.005, 0.1, read_only=True)


class GazeboBaseNode(StageNode):
    """Passes ``cmd_vel`` on to the wheels; stops them when it stays out, on SAFE_STOP, and while nobody says the mode.

    Deadlines are steady. They end with this process: on a real base they belong into its own electronics.
    """

    def __init__(self) -> None:
        super().__init__("gazebo_base")

    def declare(self) -> None:
        """Options of the base and of commands."""
        self.declare_config(GazeboBaseOptions)
        self.declare_config(CommandOptions)

    def configure(self) -> None:
        """Wire the base."""
        from limphome.simulation.scenario import load_scenario

        self._options = self.config(GazeboBaseOptions)
        self._scenario = load_scenario(self._options.scenario)
        self._command: Optional[Command] = None
        self._heard_s = self._state_s = -1e9
        self._braked = True
        self._drive = self.publisher(TwistStamped, DRIVE, qos_of(topics.COMMAND))
        self._route, self._tf_static = self.publisher(Path, topics.ROUTE), self.publisher(TFMessage, topics.TF_STATIC)
        self.listen(self.config(CommandOptions).kind_out, topics.COMMAND, self._on_command)
        self.listen(DiagnosticStatus, topics.SAFETY_STATE, self._on_state)
        self.every(self._options.period_s, self._act)

    def activate(self) -> None:
        """Say where to drive and where the sensors sit."""
        self._route.publish(from_route(Route(np.array(self._scenario.route, float))))
        self._tf_static.publish(TFMessage(transforms=mounts(CameraModel())))

    def deactivate(self) -> None:
        """Leave the wheels standing, where there is still time to say so."""
        if self.context.ok():
            self._say(None)

    def _on_command(self, message: Any) -> None:
        self._command, self._heard_s = to_command(message, self.ros_s()), self.steady_s()

    def _on_state(self, message: DiagnosticStatus) -> None:
        self._braked, self._state_s = to_safety_state(message, 0.0).mode == Mode.SAFE_STOP, self.steady_s()

    def _act(self) -> None:
        now_s, options = self.steady_s(), self._options
        braked = self._braked or now_s - self._state_s > options.state_silent_s
        fresh = now_s - self._heard_s <= options.command_timeout_s
        self._say(self._command if fresh and not braked and self._command and self._command.is_finite else None)

    def _say(self, go: Optional[Command]) -> None:
        self._drive.publish(from_command(Command(self.ros_s(), go.v_mps if go else 0.0, go.w_radps if go else 0.0)))


def main() -> None:
    """Run the node."""
    run_node(GazeboBaseNode)


if __name__ == "__main__":
    main()
