"""The pilot node: scan, odometry and detections in, nominal command out."""

from typing import Optional

from nav_msgs.msg import Odometry as OdometryMessage
from nav_msgs.msg import Path
from sensor_msgs.msg import LaserScan

from limphome.control.pilot import Pilot, PilotConfig
from limphome.core import Detections, Odometry, topics
from limphome.nodes.camera_options import PREFIX, CameraOptions
from limphome.nodes.command_options import CommandOptions
from limphome.nodes.convert.detections import Detection2DArray, to_detections
from limphome.nodes.convert.motion import from_command, to_odometry
from limphome.nodes.convert.route import to_route
from limphome.nodes.convert.status import from_health
from limphome.nodes.lidar_options import LIDAR, LidarOptions
from limphome.nodes.main import run_node
from limphome.nodes.own_faults import OwnFaults, OwnFaultsOptions
from limphome.nodes.stage_node import StageNode
from limphome.resources import share_dir


class PilotNode(StageNode):
    """Drives the route that arrives on ``route``; a new one replaces it."""

    def __init__(self) -> None:
        super().__init__("pilot")

    def declare(self) -> None:
        """Options of the pilot, of the sensors and of commands."""
        self.declare_config(PilotConfig, file=share_dir() / "config" / "pilot.yaml")
        self.declare_config(CameraOptions, PREFIX)
        self.declare_config(LidarOptions, LIDAR)
        self.declare_config(CommandOptions)
        self.declare_config(OwnFaultsOptions)

    def configure(self) -> None:
        """Subscribe; the pilot itself waits for its route."""
        self._pilot: Optional[Pilot] = None
        self._odometry: Optional[Odometry] = None
        self._detections: Optional[Detections] = None
        self._lidar = self.config(LidarOptions, LIDAR)
        self._faults = OwnFaults(self, "pilot")
        commands = self.config(CommandOptions)
        self._stamped = commands.stamped_in
        self._publisher = self.publisher(commands.kind_in, topics.NOMINAL_COMMAND)
        self.listen(Path, topics.ROUTE, self._on_route)
        self.listen(OdometryMessage, topics.ODOMETRY, self._on_odometry)
        self.listen(Detection2DArray, topics.DETECTIONS, self._on_detections)
        self.listen(LaserScan, topics.SCAN, self._on_scan)
        self.every(0.1, self._report)

    def _on_route(self, message: Path) -> None:
        camera = self.config(CameraOptions, PREFIX).model
        self._pilot = Pilot(to_route(message), self.config(PilotConfig), camera)

    def _on_odometry(self, message: OdometryMessage) -> None:
        self._odometry = to_odometry(message)

    def _on_detections(self, message: Detection2DArray) -> None:
        self._detections = to_detections(message)

    def _on_scan(self, message: LaserScan) -> None:
        scan = self._lidar.scan(message)
        if self._pilot is not None and self._odometry is not None:
            command = self._pilot.steer(self._odometry, scan, self._detections, self.ros_s())
            self._publisher.publish(from_command(command, self._stamped))

    def _report(self) -> None:
        if self._pilot is not None:
            self.report(from_health(self._pilot.health(self.ros_s())))


def main() -> None:
    """Run the node."""
    run_node(PilotNode)


if __name__ == "__main__":
    main()
