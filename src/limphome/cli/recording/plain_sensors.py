"""Pictures, scans, motion and detections as plain dicts; equal to our nodes' messages (nodes/convert)."""

import array
import math
from typing import Any, Dict, List

import numpy as np

from limphome.cli.recording.plain_stamp import header, stamp
from limphome.core import CameraModel, Command, Detections, Frame, Imu, Odometry, Route, Scan

Plain = Dict[str, Any]
_CAMERA_FRAME = "camera_optical_frame"


def of_frame(frame: Frame) -> Plain:
    """An rgb8 Image."""
    height, width, _ = frame.image.shape
    size = {"height": height, "width": width, "step": width * 3, "encoding": "rgb8"}
    return {"header": header(frame.stamp_s, frame.frame_id), **size, "data": np.ascontiguousarray(frame.image).tobytes()}


def of_camera(camera: CameraModel, frame: Frame) -> Plain:
    """A CameraInfo: an ideal pinhole."""
    f, cx, cy = camera.focal_px, camera.width_px / 2, camera.height_px / 2
    return {
        "header": header(frame.stamp_s, frame.frame_id),
        "height": camera.height_px,
        "width": camera.width_px,
        "distortion_model": "plumb_bob",
        "d": [0.0] * 5,
        "k": [f, 0.0, cx, 0.0, f, cy, 0.0, 0.0, 1.0],
        "r": [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
        "p": [f, 0.0, cx, 0.0, 0.0, f, cy, 0.0, 0.0, 0.0, 1.0, 0.0],
    }


def of_scan(scan: Scan) -> Plain:
    """A LaserScan."""
    return {
        "header": header(scan.stamp_s, scan.frame_id),
        "angle_min": float(scan.angle_min_rad),
        "angle_max": float(scan.angle_min_rad + scan.angle_increment_rad * (len(scan.ranges_m) - 1)),
        "angle_increment": float(scan.angle_increment_rad),
        "range_min": float(scan.range_min_m),
        "range_max": float(scan.range_max_m),
        "ranges": array.array("f", np.ascontiguousarray(scan.ranges_m, np.float32).tobytes()),
    }


def of_odometry(odometry: Odometry) -> Plain:
    """Pose of ``base_link`` in ``odom``."""
    pose = {"position": {"x": float(odometry.x_m), "y": float(odometry.y_m)}, "orientation": _turn(odometry.yaw_rad)}
    return {
        "header": header(odometry.stamp_s, "odom"),
        "child_frame_id": "base_link",
        "pose": {"pose": pose},
        "twist": {"twist": _twist(odometry.v_mps, odometry.w_radps)},
    }


def of_pose(odometry: Odometry) -> Plain:
    """The same for /tf."""
    moved = {"translation": {"x": float(odometry.x_m), "y": float(odometry.y_m)}, "rotation": _turn(odometry.yaw_rad)}
    return {"transforms": [{"header": header(odometry.stamp_s, "odom"), "child_frame_id": "base_link", "transform": moved}]}


def of_mounts(camera: CameraModel) -> Plain:
    """Where camera and lidar sit, for /tf_static."""
    optical = {"x": -0.5, "y": 0.5, "z": -0.5, "w": 0.5}
    return {"transforms": [_mount(_CAMERA_FRAME, camera.x_m, camera.z_m, optical), _mount("lidar", camera.x_m, 0.25, _turn(0.0))]}


def of_imu(imu: Imu) -> Plain:
    """An Imu without an orientation."""
    return {
        "header": header(imu.stamp_s, "base_link"),
        "orientation": _turn(0.0),
        "orientation_covariance": [-1.0],
        "angular_velocity": _vector(imu.angular_velocity_radps),
        "linear_acceleration": _vector(imu.acceleration_mps2),
    }


def of_command(command: Command) -> Plain:
    """A TwistStamped."""
    return {"header": header(command.stamp_s, "base_link"), "twist": _twist(command.v_mps, command.w_radps)}


def of_route(route: Route) -> Plain:
    """A Path in ``odom``."""
    points: List[List[float]] = route.points_m.tolist()
    poses = [
        {"header": header(0.0, "odom"), "pose": {"position": {"x": x, "y": y}, "orientation": _turn(0.0)}} for x, y in points
    ]
    return {"header": header(0.0, "odom"), "poses": poses}


def of_detections(detections: Detections) -> Plain:
    """A Detection2DArray."""
    top = header(detections.stamp_s, _CAMERA_FRAME)
    rows = zip(detections.boxes_xyxy.tolist(), detections.scores.tolist(), detections.class_ids.tolist())
    return {"header": top, "detections": [_detection(top, *row, detections.class_names) for row in rows]}


def of_clock(now_s: float) -> Plain:
    """A Clock."""
    return {"clock": stamp(now_s)}


def _detection(top: Plain, box: List[float], score: float, class_id: int, names: Any) -> Plain:
    left, upper, right, lower = box
    center = {"position": {"x": (left + right) / 2, "y": (upper + lower) / 2}}
    hypothesis = {"hypothesis": {"class_id": names[class_id], "score": score}, "pose": {"pose": {"orientation": _turn(0.0)}}}
    return {"header": top, "results": [hypothesis], "bbox": {"center": center, "size_x": right - left, "size_y": lower - upper}}


def _mount(child: str, x_m: float, z_m: float, rotation: Plain) -> Plain:
    moved = {"translation": {"x": x_m, "z": z_m}, "rotation": rotation}
    return {"header": header(0.0, "base_link"), "child_frame_id": child, "transform": moved}


def _turn(yaw_rad: float) -> Plain:
    return {"z": math.sin(yaw_rad / 2), "w": math.cos(yaw_rad / 2)}


def _twist(v_mps: float, w_radps: float) -> Plain:
    return {"linear": {"x": float(v_mps)}, "angular": {"z": float(w_radps)}}


def _vector(values: Any) -> Plain:
    return {axis: float(value) for axis, value in zip("xyz", values)}
