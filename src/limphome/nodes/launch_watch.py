"""Restarts under `ros2 launch`, by the policy of `limphome up`; needs ROS 2 launch, so only the launch files import it."""

import time
from typing import Any, Callable, Dict, List, Set

from diagnostic_msgs.msg import DiagnosticArray
from launch.actions import EmitEvent, LogInfo, OpaqueFunction, RegisterEventHandler, TimerAction
from launch.event_handlers import OnProcessExit
from launch.events import Shutdown
from launch_ros.ros_adapters import get_ros_node

from limphome.core import LimphomeError, topics
from limphome.nodes.main import WRONG_PARAMETERS
from limphome.nodes.process_report import Outages, ProcessReport, process_status
from limphome.nodes.qos import qos_of
from limphome.nodes.restart_policy import RestartCount, RestartPolicy

_REPORT_S = 1.0


class LaunchWatch:
    """Starts a died node again; one that dies too often stays down, and the robot stays stopped.

    Args:
        policy: of restarts.
    """

    def __init__(self, policy: RestartPolicy = RestartPolicy()) -> None:
        self._policy = policy
        self._counts: Dict[str, RestartCount] = {}
        self._running: Dict[str, Any] = {}
        self._given_up: Set[str] = set()

    def begin(self) -> Any:
        """The action that comes before the first node."""
        return OpaqueFunction(function=self._begin)

    def keep(self, name: str, make: Callable[[], Any], again: Callable[[], Any]) -> List[Any]:
        """The actions that start a node and keep it running.

        Args:
            make: builds the action of the node's process.
            again: the same for a process that takes the place of one that died.
        """
        self._counts.setdefault(name, RestartCount(self._policy))
        action = make()

        def exited(event: Any, context: Any) -> List[Any]:
            return [] if context.is_shutdown else self._exited(name, again, event.returncode)

        self._running[name] = action
        return [RegisterEventHandler(OnProcessExit(target_action=action, on_exit=exited)), action]

    def _begin(self, context: Any) -> None:
        namespace = context.launch_configurations.get("ros_namespace", "").strip("/")
        if namespace:  # two robots would be one on /diagnostics
            raise LimphomeError(
                f"started in the namespace '{namespace}'", "launch", "none; one robot has a ROS_DOMAIN_ID of its own"
            )
        node = get_ros_node(context)
        self._report, self._outages = ProcessReport(node), Outages(node)
        node.create_subscription(DiagnosticArray, topics.DIAGNOSTICS, self._report.hear, qos_of(topics.DIAGNOSTICS))
        self._timer = node.create_timer(_REPORT_S, self._say)

    def _exited(self, name: str, again: Callable[[], Any], status: int) -> List[Any]:
        del self._running[name]
        self._report.died(name)
        if status == WRONG_PARAMETERS:
            reason = f"{name} did not start: it refused its parameters, no restart mends that"
            return [LogInfo(msg=reason), EmitEvent(event=Shutdown(reason=reason))]
        if self._counts[name].may_restart(time.monotonic()):
            return [self._later(self._policy.delay_s, name, again)]
        self._given_up.add(name)
        self._say()
        text = f"{name} died with status {status}, once too often: it stays down and the robot stays stopped"
        return [LogInfo(msg=text)]

    def _later(self, delay_s: float, name: str, again: Callable[[], Any]) -> Any:
        """Start it after a while, and not before an injected outage is over."""

        def start(context: Any) -> List[Any]:
            wait_s = self._outages.wait_s(name, time.monotonic())
            return [self._later(wait_s, name, again)] if wait_s > 0 else self.keep(name, again, again)

        return TimerAction(period=delay_s, actions=[OpaqueFunction(function=start)])

    def _say(self) -> None:
        self._report.say([self._status(name) for name in self._counts], bool(self._given_up))

    def _status(self, name: str) -> Any:
        action = self._running.get(name)
        pid = (action.process_details or {}).get("pid", 0) if action is not None else 0
        return process_status(name, pid, self._counts[name].total, action is not None, name in self._given_up)
