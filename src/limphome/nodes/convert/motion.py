"""Odometry, Imu and Command to ROS messages and back."""

import math
from typing import Union

from geometry_msgs.msg import Quaternion, TransformStamped, Twist, TwistStamped
from nav_msgs.msg import Odometry as OdometryMessage
from sensor_msgs.msg import Imu as ImuMessage

from limphome.core import Command, Imu, Odometry
from limphome.nodes.convert.stamp import check_finite, from_stamp, to_stamp


def to_quaternion(yaw_rad: float) -> Quaternion:
    """Turn about z."""
    return Quaternion(z=math.sin(yaw_rad / 2), w=math.cos(yaw_rad / 2))


def to_yaw(q: Quaternion) -> float:
    """Yaw of a rotation [rad]."""
    return math.atan2(2 * (q.w * q.z + q.x * q.y), 1 - 2 * (q.y * q.y + q.z * q.z))


def from_odometry(odometry: Odometry) -> OdometryMessage:
    """Pose of ``base_link`` in ``odom`` (REP-105)."""
    message = OdometryMessage(child_frame_id="base_link")
    message.header.stamp = to_stamp(odometry.stamp_s)
    message.header.frame_id = "odom"
    message.pose.pose.position.x, message.pose.pose.position.y = float(odometry.x_m), float(odometry.y_m)
    message.pose.pose.orientation = to_quaternion(odometry.yaw_rad)
    message.twist.twist.linear.x, message.twist.twist.angular.z = float(odometry.v_mps), float(odometry.w_radps)
    return message


def to_odometry(message: OdometryMessage) -> Odometry:
    """Refuses numbers that are not finite."""
    position, twist = message.pose.pose.position, message.twist.twist
    yaw = to_yaw(message.pose.pose.orientation)
    check_finite("Odometry", position.x, position.y, yaw, twist.linear.x, twist.angular.z)
    return Odometry(from_stamp(message.header.stamp), position.x, position.y, yaw, twist.linear.x, twist.angular.z)


def to_transform(odometry: Odometry) -> TransformStamped:
    """``odom`` to ``base_link``, for /tf."""
    transform = TransformStamped(child_frame_id="base_link")
    transform.header.stamp = to_stamp(odometry.stamp_s)
    transform.header.frame_id = "odom"
    transform.transform.translation.x, transform.transform.translation.y = float(odometry.x_m), float(odometry.y_m)
    transform.transform.rotation = to_quaternion(odometry.yaw_rad)
    return transform


def from_imu(imu: Imu) -> ImuMessage:
    """Without an orientation: the unit measures none (covariance -1, as the message's definition says)."""
    message = ImuMessage()
    message.header.stamp = to_stamp(imu.stamp_s)
    message.header.frame_id = "base_link"
    message.orientation_covariance[0] = -1.0
    turn, pull = message.angular_velocity, message.linear_acceleration
    turn.x, turn.y, turn.z = (float(value) for value in imu.angular_velocity_radps)
    pull.x, pull.y, pull.z = (float(value) for value in imu.acceleration_mps2)
    return message


def to_imu(message: ImuMessage) -> Imu:
    """Refuses turn rates that are not finite; accelerations pass: a gyroscope alone has none, and nobody here reads them."""
    turn, pull = message.angular_velocity, message.linear_acceleration
    check_finite("Imu", turn.x, turn.y, turn.z)
    return Imu(from_stamp(message.header.stamp), (turn.x, turn.y, turn.z), (pull.x, pull.y, pull.z))


def from_command(command: Command, stamped: bool = True) -> Union[TwistStamped, Twist]:
    """The message of a command."""
    twist = Twist()
    twist.linear.x, twist.angular.z = float(command.v_mps), float(command.w_radps)
    if not stamped:
        return twist
    message = TwistStamped(twist=twist)
    message.header.stamp = to_stamp(command.stamp_s)
    message.header.frame_id = "base_link"
    return message


def to_command(message: Union[TwistStamped, Twist], arrived_s: float = 0.0) -> Command:
    """A Twist gets the stamp of its arrival. Numbers that are not finite pass: the gate has a guard for them."""
    if isinstance(message, Twist):
        return Command(arrived_s, message.linear.x, message.angular.z)
    return Command(from_stamp(message.header.stamp), message.twist.linear.x, message.twist.angular.z)
