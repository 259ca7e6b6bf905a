"""Do wheels and gyro agree on how the robot turns?"""

import math
from dataclasses import dataclass
from typing import Dict, Optional

from limphome.core import Imu, Odometry, Verdict
from limphome.resources import option
from limphome.safety.hysteresis import Hysteresis
from limphome.safety.reactions import judge


@dataclass(frozen=True)
class ImuOdometryConfig:
    """Options of the IMU-against-odometry monitor."""

    turn_difference_radps: float = option(0.15, "smoothed difference of gyro and wheels that trips [rad/s]", 0.01, 5.0)
    turn_smoothing_s: float = option(0.4, "time constant of that smoothing [s]", 0.0, 5.0)


class ImuOdometry:
    """Trips when the smoothed difference of the two turning rates is too large."""

    def __init__(self, config: ImuOdometryConfig) -> None:
        self._config = config
        self._odometry: Optional[Odometry] = None
        self._stamp_s: Optional[float] = None
        self._difference = 0.0
        self._rms = 0.0
        self._bad = Hysteresis(config.turn_difference_radps, 0.7 * config.turn_difference_radps, 10)

    def observe_odometry(self, odometry: Odometry) -> None:
        """Keep the newest turning rate of the wheels."""
        self._odometry = odometry

    def observe_imu(self, imu: Imu) -> None:
        """Compare one gyro reading with it."""
        if self._odometry is None or not math.isfinite(imu.angular_velocity_radps[2] - self._odometry.w_radps):
            return
        step_s = 0.0 if self._stamp_s is None else min(max(imu.stamp_s - self._stamp_s, 0.0), 0.1)
        self._stamp_s = imu.stamp_s
        weight = step_s / (self._config.turn_smoothing_s + step_s) if step_s else 0.0
        now = imu.angular_velocity_radps[2] - self._odometry.w_radps
        self._difference += weight * (now - self._difference)
        self._rms += weight * (abs(now - self._difference) - self._rms)
        self._bad.update(abs(self._difference))

    def metrics(self) -> Dict[str, float]:
        """Telemetry of the component ``imu``: the smoothed difference, and how much it jitters around that [rad/s]."""
        return {} if self._stamp_s is None else {"gyro_odom_difference": self._difference, "gyro_odom_jitter": self._rms}

    def verdict(self, now_s: float) -> Verdict:
        """They differ, or well."""
        limit = self._config.turn_difference_radps
        text = f"gyro and wheels differ by {self._bad.told('.2f')} rad/s, at most {limit:g}"
        return judge("imu_odometry", "odometry", now_s, text if self._bad.tripped else "")
