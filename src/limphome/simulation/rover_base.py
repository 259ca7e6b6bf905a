"""The base under the rover: two motors that follow a command, and a brake that follows nobody but its own clock."""

import math
from typing import Any

from limphome.core import Command, Mode, SafetyState
from limphome.simulation.sdf.rover import Rover
from limphome.simulation.simulator_config import SimulatorConfig

# The set speed runs ahead of a motor that cannot follow by no more than this.
_LEAD_MPS = 0.3


class RoverBase:
    """Drives the wheels of a compiled model.

    The brake cuts the motors' power and holds the wheels. It acts 0.25 s after the last command and on SAFE_STOP;
    no fault option reaches it.

    Attributes:
        motor_scale: 1 is healthy; scales what torque and speed the motors can give. For faults.
    """

    def __init__(self, model: Any, rover: Rover, config: SimulatorConfig) -> None:
        self.motor_scale = 1.0
        self._model, self._rover, self._config = model, rover, config
        self._motors = [model.actuator(f"{joint}/motor").id for joint in (rover.left, rover.right)]
        self._brakes = [model.actuator(f"{joint}/brake").id for joint in (rover.left, rover.right)]
        self._dofs = [int(model.joint(joint).dofadr[0]) for joint in (rover.left, rover.right)]
        self._command = Command(0.0, 0.0, 0.0)
        self._command_s = -math.inf
        self._mode = Mode.NOMINAL
        self._v_mps = self._w_radps = 0.0
        self._torques_nm = (math.nan, math.nan)  # of motors and brakes, as the model has them

    def command(self, command: Command, now_s: float) -> None:
        """Take a command that arrives now; one that is not finite counts as none."""
        if command.is_finite:
            self._command, self._command_s = command, now_s

    def safety_state(self, state: SafetyState) -> None:
        """SAFE_STOP engages the brake, any other mode releases it."""
        self._mode = state.mode

    def is_braked(self, now_s: float) -> bool:
        """True when the independent brake holds."""
        return self._mode == Mode.SAFE_STOP or now_s - self._command_s > self._config.command_timeout_s + 1e-9

    def act(self, data: Any, now_s: float, step_s: float) -> None:
        """Set the actuators for the next ``step_s``."""
        braked = self.is_braked(now_s)
        torque = 0.0 if braked else self._config.motor_torque_nm * self.motor_scale
        self._limit(torque, self._config.brake_torque_nm if braked else 0.0)
        left, right = self._wheel_speeds(data)
        v_mps, w_radps = (left + right) / 2, (right - left) / self._rover.separation_m
        if braked:
            self._v_mps, self._w_radps = v_mps, w_radps
            return
        self._ramp(v_mps, step_s)
        half = self._w_radps * self._rover.separation_m / 2
        top = self._config.top_speed_mps * self.motor_scale
        for motor, speed in zip(self._motors, (self._v_mps - half, self._v_mps + half)):
            data.ctrl[motor] = _clip(speed, top) / self._rover.radius_m

    def _ramp(self, v_mps: float, step_s: float) -> None:
        """Move the set speeds towards the command as fast as is comfortable."""
        config = self._config
        wanted = _clip(self._command.v_mps, config.top_speed_mps)
        self._v_mps += _clip(wanted - self._v_mps, config.acceleration_mps2 * step_s)
        self._v_mps = v_mps + _clip(self._v_mps - v_mps, _LEAD_MPS)
        turn = _clip(self._command.w_radps, config.top_turn_radps)
        self._w_radps += _clip(turn - self._w_radps, config.turn_acceleration_radps2 * step_s)

    def _wheel_speeds(self, data: Any) -> "tuple[float, float]":
        """Of left and right wheel at the floor [m/s]."""
        left, right = self._dofs
        return float(data.qvel[left]) * self._rover.radius_m, float(data.qvel[right]) * self._rover.radius_m

    def _limit(self, motor_nm: float, brake_nm: float) -> None:
        if (motor_nm, brake_nm) == self._torques_nm:
            return
        self._torques_nm = motor_nm, brake_nm
        for actuators, torque_nm in ((self._motors, motor_nm), (self._brakes, brake_nm)):
            self._model.actuator_forcerange[actuators] = (-torque_nm, torque_nm)


def _clip(value: float, limit: float) -> float:
    return max(-limit, min(limit, value))
