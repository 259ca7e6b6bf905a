"""Where the sensors sit on the robot, for /tf_static."""

from typing import Tuple

from geometry_msgs.msg import TransformStamped

from limphome.core import CameraModel


def mounts(camera: CameraModel) -> Tuple[TransformStamped, ...]:
    """``base_link`` to the camera's optical frame (z ahead, x right, REP-103) and to the lidar below it."""
    optical = TransformStamped(child_frame_id="camera_optical_frame")
    optical.header.frame_id = "base_link"
    optical.transform.translation.x, optical.transform.translation.z = camera.x_m, camera.z_m
    rotation = optical.transform.rotation
    rotation.x, rotation.y, rotation.z, rotation.w = -0.5, 0.5, -0.5, 0.5
    lidar = TransformStamped(child_frame_id="lidar")
    lidar.header.frame_id = "base_link"
    lidar.transform.translation.x, lidar.transform.translation.z = camera.x_m, 0.25
    return optical, lidar
