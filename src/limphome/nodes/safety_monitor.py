"""The safety monitor node: hears everything, decides the mode."""

import math
from dataclasses import replace
from typing import Any, Callable, Optional, Tuple

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from nav_msgs.msg import Odometry as OdometryMessage
from rclpy.callback_groups import ReentrantCallbackGroup
from sensor_msgs.msg import Image, LaserScan
from sensor_msgs.msg import Imu as ImuMessage
from std_srvs.srv import Trigger

from limphome.core import Command, Frame, LimphomeError, SafetyState, Verdict, topics
from limphome.nodes.camera_options import PREFIX, CameraOptions
from limphome.nodes.command_options import CommandOptions
from limphome.nodes.convert.detections import Detection2DArray, to_detections
from limphome.nodes.convert.image import to_frame
from limphome.nodes.convert.motion import to_command, to_imu, to_odometry
from limphome.nodes.convert.status import from_health, from_safety_state, from_verdict, to_healths
from limphome.nodes.gate import RESET
from limphome.nodes.lidar_options import LIDAR, LidarOptions
from limphome.nodes.main import run_node
from limphome.nodes.own_faults import OwnFaults, OwnFaultsOptions
from limphome.nodes.reset_request import SAFETY_RESET
from limphome.nodes.stage_node import StageNode
from limphome.resources import share_dir
from limphome.safety.monitor_set import MonitorSet
from limphome.safety.safety_monitor_config import SafetyMonitorConfig
from limphome.safety.supervisor import Supervisor

_JUDGE_S, _STATE_S, _HEALTH_S, _VERDICTS_S, _GRAPH_S = 0.05, 0.1, 0.1, 1.0, 0.5
_GATE_ANSWERS_S = 1.0
_NO_ANSWER = "the gate does not answer"
_UNANSWERED = "a reset that the gate did not answer; reset once more"
_INPUTS: Tuple[Tuple[str, Any, Callable[[Any], Any]], ...] = (
    (topics.ODOMETRY, OdometryMessage, to_odometry),
    (topics.IMU, ImuMessage, to_imu),
    (topics.DETECTIONS, Detection2DArray, to_detections),
)


class SafetyMonitorNode(StageNode):
    """Monitors and supervisor; says the mode at 10 Hz and at once when it changes."""

    def __init__(self) -> None:
        self._supervisor = Supervisor(SafetyMonitorConfig())
        super().__init__("safety_monitor")

    def declare(self) -> None:
        """Options of monitors, supervisor, sensors and commands."""
        self.declare_config(SafetyMonitorConfig, file=share_dir() / "config" / "safety_monitor.yaml")
        self.declare_config(CameraOptions, PREFIX)
        self.declare_config(CommandOptions)
        self.declare_config(LidarOptions, LIDAR)
        self.declare_config(OwnFaultsOptions)

    def configure(self) -> None:
        """Wire monitors and supervisor."""
        config = self.config(SafetyMonitorConfig)
        self._camera = self.config(CameraOptions, PREFIX).model
        self._monitors = MonitorSet(config, self._camera)
        before, self._supervisor = self._supervisor, Supervisor(config)
        if before.waits_for_operator:  # no other parameters end a stop
            self._supervisor.request_stop(before.waits_for_operator)
        self._faults = OwnFaults(self, "safety_monitor")
        self._state: Optional[SafetyState] = None
        self._unanswered_s = -math.inf
        self._verdicts: Tuple[Verdict, ...] = ()
        self._state_due_s = self._verdicts_due_s = 0.0
        self._publisher = self.publisher(DiagnosticStatus, topics.SAFETY_STATE)
        # Apart from the other callbacks: the answer to the one arrives while the other waits for it.
        apart = ReentrantCallbackGroup()
        self._gate_reset = self.create_client(Trigger, RESET, callback_group=apart)
        commands, lidar = self.config(CommandOptions), self.config(LidarOptions, LIDAR)
        for topic, kind, convert in (
            (topics.CAMERA, Image, self._frame_of),
            (topics.SCAN, LaserScan, lidar.scan),
            *_INPUTS,
            (topics.NOMINAL_COMMAND, commands.kind_in, self._command_of),
            (topics.COMMAND, commands.kind_out, self._command_of),
        ):
            self.listen(kind, topic, self._observer(topic, convert))
        self.listen(DiagnosticArray, topics.DIAGNOSTICS, self._on_diagnostics)
        self.serve(Trigger, SAFETY_RESET, self._reset, apart)
        self.every(_JUDGE_S, self._judge)
        self.every(_HEALTH_S, self._report)
        self.every(_GRAPH_S, self._look_who_commands)

    def cleanup(self) -> None:
        """Let go of the client."""
        self.destroy_client(self._gate_reset)

    def _observer(self, topic: str, convert: Callable[[Any], Any]) -> Callable[[Any], None]:
        def observe(received: Any) -> None:
            message = convert(received)
            self._monitors.observe(topic, message, self.steady_s(), self.ros_s() - message.stamp_s)

        return observe

    def _frame_of(self, message: Image) -> Frame:
        """Bearings come from the camera's parameters: a picture of another size would be read wrongly by all who use them."""
        frame, camera = to_frame(message), self._camera
        if frame.image.shape[:2] != (camera.height_px, camera.width_px):
            allowed = f"{camera.width_px}x{camera.height_px}, as camera.width_px and camera.height_px say"
            raise LimphomeError(f"picture of {message.width}x{message.height} px", topics.CAMERA, allowed)
        return frame

    def _command_of(self, message: Any) -> Command:
        return to_command(message, self.ros_s())

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        if message.header.frame_id != self.get_name():  # what we say of others is not what they say of themselves
            for health in to_healths(message):
                self._monitors.observe(topics.DIAGNOSTICS, health, self.steady_s(), self.ros_s() - health.stamp_s)

    def _judge(self) -> None:
        now_s = self.steady_s()
        verdicts = self._monitors.verdicts(now_s)
        state = self._supervisor.update(verdicts, now_s)
        changed = self._state is None or state.mode != self._state.mode
        self._state = state
        if changed or now_s >= self._state_due_s - 1e-3:
            self._state_due_s = now_s + _STATE_S
            self._publisher.publish(from_safety_state(replace(state, stamp_s=self.ros_s())))
        self._tell_verdicts(verdicts, now_s)

    def _tell_verdicts(self, verdicts: Tuple[Verdict, ...], now_s: float) -> None:
        """When one changes, and once a second."""
        changed = [one.demand for one in verdicts] != [one.demand for one in self._verdicts]
        self._verdicts = verdicts
        if changed or now_s >= self._verdicts_due_s:
            self._verdicts_due_s = now_s + _VERDICTS_S
            self.report(*(from_verdict(verdict) for verdict in verdicts))

    def _look_who_commands(self) -> None:
        names = [self.resolve_topic_name(topic) for topic in (topics.COMMAND, topics.NOMINAL_COMMAND)]
        self._monitors.observe_command_nodes(self.speakers_of(topics.COMMAND), *names)

    def _report(self) -> None:
        self.report(*(from_health(health) for health in self._monitors.health(self.steady_s())))

    async def _reset(self, request: Any, response: Any) -> Any:
        """End what is latched in supervisor and gate, or nothing; what heals by itself refuses nothing.

        What was asked while another request stayed without an answer is as old, and ends nothing either.
        """
        held: Tuple[str, ...] = (_NO_ANSWER,) if self.steady_s() - self._unanswered_s < _GATE_ANSWERS_S else ()
        held = (
            held or self._supervisor.holds(self.steady_s()) or await self._reset_gate() or self._supervisor.reset(self.steady_s())
        )
        response.success, response.message = not held, "; ".join(held or self._supervisor.demands(self.steady_s()))
        return response

    async def _reset_gate(self) -> Tuple[str, ...]:
        """Why the gate stays latched; empty when it does not."""
        if not self._gate_reset.service_is_ready():
            return (_NO_ANSWER,)
        answer = await self._answer_of_gate()
        return () if answer.success else (answer.message,)

    def _answer_of_gate(self) -> Any:
        """Comes within a second: a later answer would release the robot after its operator was told that nothing was.

        Where it was this node that was held up the gate may have released its stop: the supervisor then stands in for it.
        """
        asked = self._gate_reset.call_async(Trigger.Request())

        def give_up() -> None:
            if not asked.done():  # what comes after that is dropped
                self._supervisor.request_stop(_UNANSWERED)
                self._unanswered_s = self.steady_s()
                asked.set_result(Trigger.Response(success=False, message=_NO_ANSWER))

        timer = self.create_timer(_GATE_ANSWERS_S, give_up, clock=self._steady)
        asked.add_done_callback(lambda _: self.destroy_timer(timer))
        return asked


def main() -> None:
    """Run the node."""
    run_node(SafetyMonitorNode)


if __name__ == "__main__":
    main()
