"""Options of the embedded simulator."""

from dataclasses import dataclass

from limphome.resources import option


@dataclass(frozen=True)
class SimulatorConfig:
    """What of the world is not in the SDF file."""

    camera: bool = option(True, "render camera pictures; off runs some five times faster")
    shadows: bool = option(False, "draw shadows, which cost twice the time of a picture")
    acceleration_mps2: float = option(1.0, "acceleration and comfortable braking [m/s^2]", 0.1, 3.0)
    turn_acceleration_radps2: float = option(2.5, "change of the turning rate [rad/s^2]", 0.1, 10.0)
    top_speed_mps: float = option(1.0, "what a healthy motor can drive [m/s]", 0.1, 2.0)
    top_turn_radps: float = option(1.2, "what the base can turn [rad/s]", 0.1, 3.0)
    motor_torque_nm: float = option(4.0, "torque of a healthy motor, each wheel [N m]", 0.1, 20.0)
    brake_torque_nm: float = option(2.5, "torque of the independent brake, each wheel: 1.8 m/s^2, 1.5 guaranteed [N m]", 2.2, 5.0)
    command_timeout_s: float = option(0.25, "the base brakes by itself after this long without cmd_vel [s]", 0.05, 1.0)
    odometry_scale_sigma: float = option(0.003, "error of the wheel radius, one draw a run", 0.0, 0.05)
    odometry_turn_sigma: float = option(0.002, "error of the turning rate's scale, one draw a run", 0.0, 0.05)
    odometry_speed_sigma: float = option(0.003, "noise of the reported speed [m/s]", 0.0, 0.1)
    odometry_turn_noise: float = option(0.005, "noise of the reported turning rate [rad/s]", 0.0, 0.1)
    gyro_sigma: float = option(0.005, "noise of the gyroscope [rad/s]", 0.0, 0.1)
    gyro_bias_sigma: float = option(0.002, "bias of the gyroscope, one draw a run [rad/s]", 0.0, 0.1)
    accelerometer_sigma: float = option(0.05, "noise of the accelerometer [m/s^2]", 0.0, 1.0)
    accelerometer_bias_sigma: float = option(0.03, "bias of the accelerometer, one draw a run [m/s^2]", 0.0, 1.0)
    camera_noise_lsb: float = option(
        2.0, "least sensor noise of the camera, so that a still scene does not look frozen [LSB]", 1.0, 20.0
    )
