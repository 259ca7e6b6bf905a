"""What the SDF says of the rover: wheels, limits, sensors."""

from dataclasses import dataclass
from typing import Any, Dict, Tuple

import numpy as np

from limphome.core import CameraModel
from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.element import Element
from limphome.simulation.sdf.pose import Pose

CAMERA, LIDAR, IMU, FOOTPRINT = "rover/camera", "rover/lidar", "rover/imu", "rover/footprint"


@dataclass(frozen=True, eq=False)
class Rover:
    """The one model with a differential drive.

    Attributes:
        name: of the model. bodies: names of its MuJoCo bodies, the base first.
        left, right: names of the wheel joints and of their actuators. separation_m, radius_m: of the wheels.
        camera: the camera as every stage sees it. beams: angles of the lidar's beams [rad], shape (n,).
        range_min_m, range_max_m: of the lidar. rates_hz: of camera, lidar, imu, odometry.
        noise: standard deviations as the sensors give them, of camera (0 to 1) and lidar [m].
    """

    name: str
    bodies: Tuple[str, ...]
    left: str
    right: str
    separation_m: float
    radius_m: float
    camera: CameraModel
    beams: np.ndarray
    range_min_m: float
    range_max_m: float
    rates_hz: Dict[str, float]
    noise: Dict[str, float]


def read_rover(model: Element, bodies: Dict[str, Any]) -> Rover:
    """Read drive and sensors of the rover's model and add them to its bodies.

    Raises:
        LimphomeError: a sensor or a part of the drive is missing.
    """
    drive = next(plugin for plugin in model.all("plugin") if plugin.attributes["name"].endswith("::DiffDrive"))
    sensors = {sensor.attributes["type"]: (link, sensor) for link in model.all("link") for sensor in link.all("sensor")}
    for kind in ("camera", "gpu_lidar", "imu"):
        if kind not in sensors:
            raise model.error(f"the rover '{model.name}' has no {kind}", f'<sensor type="{kind}">')
    base = model.all("link")[0]
    _add_footprint(bodies[base.name])
    lidar = sensors["gpu_lidar"][1].need("lidar")
    rates = {kind: sensor.number("update_rate", 0.0) for kind, (_, sensor) in sensors.items()}
    return Rover(
        name=model.name,
        bodies=tuple(f"{model.name}/{name}" for name in bodies),
        left=f"{model.name}/{drive.need('left_joint').text}",
        right=f"{model.name}/{drive.need('right_joint').text}",
        separation_m=float(drive.need("wheel_separation").numbers(1)[0]),
        radius_m=float(drive.need("wheel_radius").numbers(1)[0]),
        camera=_add_camera(bodies, *sensors["camera"]),
        beams=_add_lidar(bodies, *sensors["gpu_lidar"]),
        range_min_m=lidar.number("range/min", 0.1),
        range_max_m=lidar.number("range/max", 12.0),
        rates_hz={
            "camera": rates["camera"],
            "lidar": rates["gpu_lidar"],
            "imu": _add_imu(bodies, *sensors["imu"]),
            "odometry": drive.number("odom_publish_frequency", 50.0),
        },
        noise={
            "camera": sensors["camera"][1].number("camera/noise/stddev", 0.0),
            "lidar": lidar.number("noise/stddev", 0.0),
        },
    )


def _add_footprint(base: Any) -> None:
    # Never collides and is never drawn; clearances are measured from it.
    kind = mujoco.mjtGeom.mjGEOM_BOX
    base.add_geom(
        name=FOOTPRINT, type=kind, size=[0.25, 0.20, 0.25], pos=[0, 0, 0.30], group=5, mass=0.0, contype=0, conaffinity=0
    )


def _add_camera(bodies: Dict[str, Any], link: Element, sensor: Element) -> CameraModel:
    camera, pose = sensor.need("camera"), Pose.of(link) * Pose.of(sensor)
    if np.abs(pose.quaternion[1:]).max() > 1e-6 or abs(pose.position[1]) > 1e-6:
        raise sensor.error("the camera is turned or off the middle", "a level camera that looks along x, at y = 0")
    model = CameraModel(
        width_px=int(camera.need("image").need("width").numbers(1)[0]),
        height_px=int(camera.need("image").need("height").numbers(1)[0]),
        horizontal_fov_rad=float(camera.need("horizontal_fov").numbers(1)[0]),
        x_m=float(pose.position[0]),
        z_m=float(pose.position[2]),
    )
    fovy = 2 * np.degrees(np.arctan(model.height_px / 2 / model.focal_px))
    # SDF cameras look along +x with z up, MuJoCo's along -z with y up.
    local = Pose.of(sensor)
    bodies[link.name].add_camera(name=CAMERA, pos=local.position, quat=[0.5, 0.5, -0.5, -0.5], fovy=fovy)
    return model


def _add_lidar(bodies: Dict[str, Any], link: Element, sensor: Element) -> np.ndarray:
    pose = Pose.of(sensor)
    bodies[link.name].add_site(name=LIDAR, pos=pose.position, quat=pose.quaternion)
    scan = sensor.need("lidar").need("scan").need("horizontal")
    count = int(scan.need("samples").numbers(1)[0])
    return np.linspace(scan.need("min_angle").numbers(1)[0], scan.need("max_angle").numbers(1)[0], count)


def _add_imu(bodies: Dict[str, Any], link: Element, sensor: Element) -> float:
    pose = Pose.of(sensor)
    bodies[link.name].add_site(name=IMU, pos=pose.position, quat=pose.quaternion)
    return sensor.number("update_rate", 100.0)
