"""The gate node: the only publisher of ``cmd_vel``."""

import contextlib
import gc
import os
from dataclasses import dataclass
from typing import Any

from diagnostic_msgs.msg import DiagnosticStatus
from nav_msgs.msg import Odometry as OdometryMessage
from sensor_msgs.msg import LaserScan
from std_msgs.msg import Bool
from std_srvs.srv import Trigger

from limphome.core import topics
from limphome.nodes.command_options import CommandOptions
from limphome.nodes.convert.motion import from_command, to_command, to_odometry
from limphome.nodes.convert.status import from_health, from_words, to_safety_state
from limphome.nodes.convert.status_words import words_of_gate
from limphome.nodes.lidar_options import LIDAR, LidarOptions
from limphome.nodes.main import run_node
from limphome.nodes.own_faults import OwnFaults, OwnFaultsOptions
from limphome.nodes.qos import EVERY_KIND
from limphome.nodes.stage_node import StageNode
from limphome.resources import option, share_dir
from limphome.safety.gate import Gate
from limphome.safety.gate_config import GateConfig

RESET = "safety/gate_reset"
_DEADLINE_S = 0.05


@dataclass(frozen=True)
class GateNodeOptions:
    """What its process asks of the system."""

    priority: int = option(-10, "nice value asked for, where the system allows it", -20, 0)


class GateNode(StageNode):
    """Alone in its process, so that nothing slow can hold it up; deadlines stand on the steady clock."""

    def __init__(self) -> None:
        self._gate = Gate(GateConfig())
        super().__init__("gate")

    def declare(self) -> None:
        """Options of the gate."""
        self.declare_config(GateConfig, file=share_dir() / "config" / "gate.yaml")
        self.declare_config(GateNodeOptions)
        self.declare_config(CommandOptions)
        self.declare_config(LidarOptions, LIDAR)
        self.declare_config(OwnFaultsOptions)

    def configure(self) -> None:
        """Wire the gate."""
        options, lidar = self.config(CommandOptions), self.config(LidarOptions, LIDAR)
        self._stamped_out = options.stamped_out
        before, self._gate = self._gate, Gate(self.config(GateConfig))
        self._gate.follow(before)  # no other parameters end a stop
        self._faults = OwnFaults(self, "gate")
        self._publisher = self.publisher(options.kind_out, topics.COMMAND)
        self.listen(options.kind_in, topics.NOMINAL_COMMAND, self._on_command)
        self.listen(LaserScan, topics.SCAN, lambda message: self._observe(topics.SCAN, lidar.scan(message)))
        self.listen(OdometryMessage, topics.ODOMETRY, lambda message: self._observe(topics.ODOMETRY, to_odometry(message)))
        self.listen(DiagnosticStatus, topics.SAFETY_STATE, self._on_state)
        for qos in EVERY_KIND:
            self.listen(Bool, topics.EMERGENCY_STOP, self._on_button, qos, always=True)  # a press comes when it comes
        self.listen(Bool, topics.HOLD, lambda message: self._gate.hold(message.data), always=True)
        self.serve(Trigger, RESET, self._reset)
        self.every(_DEADLINE_S, self._publish)
        self.every(0.1, self._report)

    def activate(self) -> None:
        """No pause may come while driving: what is loaded is not collected any more, and we go before others."""
        self._gate.stand(self.steady_s())
        gc.collect()
        gc.freeze()
        gc.disable()
        _raise_priority(self.config(GateNodeOptions).priority)

    def deactivate(self) -> None:
        """Collect garbage again."""
        gc.enable()

    def _observe(self, topic: str, message: Any) -> None:
        self._gate.observe(topic, message, self.steady_s(), self.ros_s() - message.stamp_s)

    def _on_command(self, message: Any) -> None:
        self._observe(topics.NOMINAL_COMMAND, to_command(message, self.ros_s()))
        self._publish()

    def _on_state(self, message: DiagnosticStatus) -> None:
        self._observe(topics.SAFETY_STATE, to_safety_state(message, self.ros_s()))

    def _on_button(self, message: Bool) -> None:
        self._gate.emergency_stop(message.data, self.steady_s())

    def _publish(self) -> None:
        self._publisher.publish(from_command(self._gate.command(self.steady_s(), self.ros_s()), self._stamped_out))

    def _report(self) -> None:
        gate, now_s = self._gate, self.steady_s()
        words = words_of_gate(gate.reason, gate.stopped, gate.blind(now_s), gate.pressed, gate.held)
        self.report(from_health(gate.health(now_s)), from_words(words))

    def _reset(self, request: Any, response: Any) -> Any:
        reasons = self._gate.reset(self.steady_s())
        response.success, response.message = not reasons, "; ".join(reasons)
        return response


def _raise_priority(nice: int) -> None:
    with contextlib.suppress(PermissionError):  # an ordinary user may not; the deadlines stand all the same
        os.setpriority(os.PRIO_PROCESS, 0, nice)


def main() -> None:
    """Run the node."""
    run_node(GateNode)


if __name__ == "__main__":
    main()
