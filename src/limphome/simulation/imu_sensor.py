"""The inertial unit."""

from typing import Any

import numpy as np

from limphome.core import Imu
from limphome.simulation.simulator_config import SimulatorConfig


class ImuSensor:
    """Gyroscope and accelerometer with a bias of the run and white noise."""

    def __init__(self, model: Any, config: SimulatorConfig, rng: np.random.Generator) -> None:
        self._rng = rng
        self._gyro = slice(model.sensor("gyro").adr[0], model.sensor("gyro").adr[0] + 3)
        self._accelerometer = slice(model.sensor("accelerometer").adr[0], model.sensor("accelerometer").adr[0] + 3)
        self._bias = np.repeat([config.gyro_bias_sigma, config.accelerometer_bias_sigma], 3) * rng.normal(size=6)
        self._sigma = np.repeat([config.gyro_sigma, config.accelerometer_sigma], 3)

    def measure(self, data: Any, now_s: float) -> Imu:
        """Turning rates and acceleration now."""
        noise = self._bias + self._sigma * self._rng.normal(size=6)
        gyro = data.sensordata[self._gyro] + noise[:3]
        acceleration = data.sensordata[self._accelerometer] + noise[3:]
        return Imu(now_s, tuple(gyro.tolist()), tuple(acceleration.tolist()))
