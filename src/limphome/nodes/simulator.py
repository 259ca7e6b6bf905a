"""The simulator node: the embedded simulator in real time, behind the topics of a robot."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Mapping, Optional

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from nav_msgs.msg import Odometry as OdometryMessage
from nav_msgs.msg import Path as PathMessage
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import CameraInfo, Image, LaserScan
from sensor_msgs.msg import Imu as ImuMessage

from limphome.core import FaultSpec, Odometry, topics
from limphome.faults.actuation import motor_scale
from limphome.faults.mount import camera_turn_rad
from limphome.nodes.command_options import CommandOptions
from limphome.nodes.convert.image import ImageWriter, to_camera_info
from limphome.nodes.convert.motion import from_imu, from_odometry, to_command, to_transform
from limphome.nodes.convert.route import from_route
from limphome.nodes.convert.scan import from_scan
from limphome.nodes.convert.stamp import to_stamp
from limphome.nodes.convert.status import key_values, to_safety_state
from limphome.nodes.convert.truth import from_truth
from limphome.nodes.main import run_node
from limphome.nodes.mounts import mounts
from limphome.nodes.own_faults import OwnFaults, OwnFaultsOptions
from limphome.nodes.qos import qos_of
from limphome.nodes.stage_node import StageNode
from limphome.nodes.tf import TFMessage
from limphome.resources import option, share_dir

_TICK_S, _TRUTH_S, _REPORT_S = 0.01, 0.1, 1.0
_BEHIND_S = 0.3  # further behind than this, simulated time slips instead of being caught up
_WEAK_MOTOR, _TURNED_CAMERA = "actuation.weak_motor", "camera.extrinsic_shift"


@dataclass(frozen=True)
class SimulatorOptions:
    """What is simulated."""

    scenario: str = option("clear_route", "name in config/scenarios, or path of a scenario file", read_only=True)
    seed: int = option(0, "of world, sensors and persons", 0, 2**31, read_only=True)
    clock_hz: float = option(50.0, "rate of /clock [Hz]", 1.0, 100.0, read_only=True)
    clock_runs: bool = option(True, "false stops /clock and nothing else, to see what a stopped clock does")
    camera_reliability: str = option("best_effort", "of the pictures: best_effort or reliable", read_only=True)


class SimulatorNode(StageNode):
    """Advances with the steady clock; a machine that is too slow makes simulated time slip, and it says so."""

    def __init__(self) -> None:
        super().__init__("simulator")

    def declare(self) -> None:
        """Options of the simulator."""
        from limphome.simulation.simulator_config import SimulatorConfig

        self.declare_config(SimulatorOptions)
        self.declare_config(SimulatorConfig, file=share_dir() / "config" / "simulator.yaml")
        self.declare_config(CommandOptions)
        self.declare_config(OwnFaultsOptions)

    def refuses(self, changed: Mapping[str, Any]) -> str:
        """The clock may be stopped while it runs."""
        return "" if set(changed) == {"clock_runs"} else super().refuses(changed)

    def configure(self) -> None:
        """Draw the world of this seed and load it."""
        from limphome.simulation.scenario import load_scenario, write_world
        from limphome.simulation.simulator import Simulator
        from limphome.simulation.simulator_config import SimulatorConfig

        options = self.config(SimulatorOptions)
        with tempfile.TemporaryDirectory() as folder:
            world = write_world(load_scenario(options.scenario), options.seed, Path(folder))
            self._simulator = Simulator(world, options.seed, self.config(SimulatorConfig))
        self._faults = OwnFaults(self, "base", "camera_mount")
        self._showing: Dict[str, bool] = {}
        self._clock_period_s = 1.0 / options.clock_hz
        self._clock_due_s = self._slipped_s = 0.0
        self._sample = -1
        self._speak(options)
        self.listen(self.config(CommandOptions).kind_out, topics.COMMAND, self._on_command)
        self.listen(DiagnosticStatus, topics.SAFETY_STATE, self._on_state)
        self.every(_TICK_S, self._advance)
        self.every(_REPORT_S, self._report)

    def _speak(self, options: SimulatorOptions) -> None:
        camera = self.publisher(Image, topics.CAMERA, qos_of(topics.CAMERA, options.camera_reliability))
        info = self.publisher(CameraInfo, topics.CAMERA_INFO)
        scan, imu = self.publisher(LaserScan, topics.SCAN), self.publisher(ImuMessage, topics.IMU)
        odometry = self.publisher(OdometryMessage, topics.ODOMETRY)
        writer = ImageWriter()

        def say_frame(frame: Any) -> None:
            camera.publish(writer.write(frame))
            info.publish(to_camera_info(self._simulator.camera_model, frame.stamp_s, frame.frame_id))

        def say_odometry(message: Odometry) -> None:
            odometry.publish(from_odometry(message))
            self._tf.publish(TFMessage(transforms=[to_transform(message)]))

        self._say: Dict[str, Callable[[Any], None]] = {
            topics.CAMERA: say_frame,
            topics.SCAN: lambda message: scan.publish(from_scan(message)),
            topics.IMU: lambda message: imu.publish(from_imu(message)),
            topics.ODOMETRY: say_odometry,
        }
        self._clock_out = self.publisher(Clock, topics.CLOCK)
        self._tf, self._tf_static = self.publisher(TFMessage, topics.TF), self.publisher(TFMessage, topics.TF_STATIC)
        self._route, self._truth = self.publisher(PathMessage, topics.ROUTE), self.publisher(DiagnosticArray, topics.TRUTH)

    def activate(self) -> None:
        """Time begins."""
        self._began_s = self.steady_s() - self._simulator.time_s
        self._route.publish(from_route(self._simulator.route))
        self._tf_static.publish(TFMessage(transforms=mounts(self._simulator.camera_model)))

    def cleanup(self) -> None:
        """Let go of the renderer."""
        self._simulator.close()

    def _on_command(self, message: Any) -> None:
        arrived_s = min(self.steady_s() - self._began_s, self._simulator.time_s)  # never ahead of what is simulated
        self._simulator.command(to_command(message, arrived_s), arrived_s)

    def _on_state(self, message: DiagnosticStatus) -> None:
        self._simulator.safety_state(to_safety_state(message, self._simulator.time_s))

    def _advance(self) -> None:
        until_s = self._now_s()
        if until_s >= self._clock_due_s:
            self._clock_due_s = until_s + self._clock_period_s - _TICK_S / 2
            if self.get_parameter("clock_runs").value:
                self._clock_out.publish(Clock(clock=to_stamp(until_s)))
        for topic, message in self._simulator.advance(until_s):
            self._say[topic](message)
        self._break()
        sample = int(until_s / _TRUTH_S + 1e-6)
        if sample != self._sample:
            self._sample = sample
            self._truth.publish(from_truth(self._simulator.truth()))

    def _now_s(self) -> float:
        """Simulated time that is due; slips when the machine does not keep up."""
        due_s = self.steady_s() - self._began_s
        behind_s = due_s - self._simulator.time_s - _BEHIND_S
        if behind_s > 0:
            self._began_s += behind_s
            self._slipped_s += behind_s
            due_s -= behind_s
        return due_s

    def _break(self) -> None:
        weak, turned = self._acting(_WEAK_MOTOR), self._acting(_TURNED_CAMERA)
        self._simulator.base.motor_scale = motor_scale(weak.severity) if weak else 1.0
        self._simulator.turn_camera(camera_turn_rad(turned.severity) if turned else 0.0)

    def _acting(self, name: str) -> Optional[FaultSpec]:
        """The fault of this kind that acts now; the first moment of it is told."""
        spec = self._faults.active(name)
        if spec and not self._showing.get(name):
            self._faults.shows(spec, self._simulator.time_s)
        self._showing[name] = spec is not None
        return spec

    def _report(self) -> None:
        status = DiagnosticStatus(name="simulator", hardware_id="simulator", level=DiagnosticStatus.OK, message="in real time")
        if self._slipped_s > 0.1:
            status.level, status.message = DiagnosticStatus.WARN, "this machine does not keep up: simulated time slips"
        status.values = key_values({"simulated_s": round(self._simulator.time_s, 2), "slipped_s": round(self._slipped_s, 2)})
        self.report(status)


def main() -> None:
    """Run the node."""
    run_node(SimulatorNode)


if __name__ == "__main__":
    main()
