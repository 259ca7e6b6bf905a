"""Where the wheels say the robot is, and how fast it moves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Odometry:
    """Pose of ``base_link`` in ``odom`` and its speed, as the base reports it (REP-105).

    Attributes:
        stamp_s: time of the measurement [s].
        x_m, y_m, yaw_rad: pose in the ``odom`` frame.
        v_mps, w_radps: forward speed and turning rate in ``base_link``.
    """

    stamp_s: float
    x_m: float
    y_m: float
    yaw_rad: float
    v_mps: float
    w_radps: float
