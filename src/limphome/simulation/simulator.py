"""The embedded simulator: one SDF world, one rover, stepped as fast as the machine goes."""

import math
from pathlib import Path
from typing import Any, Dict, List, Tuple

import numpy as np

from limphome.core import CameraModel, Command, LimphomeError, Route, SafetyState, topics
from limphome.simulation.camera_sensor import CameraSensor
from limphome.simulation.clearance import Clearance
from limphome.simulation.engine import mujoco
from limphome.simulation.imu_sensor import ImuSensor
from limphome.simulation.lidar_sensor import LidarSensor
from limphome.simulation.rover_base import RoverBase
from limphome.simulation.sdf.rover import Rover
from limphome.simulation.sdf.solid import without_looks
from limphome.simulation.sdf.world import World, read_world
from limphome.simulation.simulator_config import SimulatorConfig
from limphome.simulation.touches import Touches
from limphome.simulation.truth import Truth
from limphome.simulation.walkers import Walkers
from limphome.simulation.wheel_odometry import WheelOdometry

# Every sensor's period is a multiple of a tick.
TICK_HZ = 100
_WALK_TICKS = 2
_SETTLE_S = 0.3
_LEAST_STEP_S = 1e-6


class Simulator:
    """A world with its rover, its persons and its sensors; ``close`` it when done.

    Args:
        world_path: an SDF file with a rover.
        seed: of all sensor noise.
        config: what is not in the SDF.

    Raises:
        LimphomeError: the world cannot be read or has no rover, or no picture can be rendered here.
    """

    def __init__(self, world_path: Path, seed: int, config: SimulatorConfig = SimulatorConfig()) -> None:
        self.world: World = read_world(world_path)
        self._rover = self._need_rover(world_path)
        # Two of the world: one that physics moves, and one that the sensors see, which has looks and follows.
        self._solid, self._model = _compiled(self.world, world_path)
        self._moved, self._data = mujoco.MjData(self._solid), mujoco.MjData(self._model)
        self._steps = _steps_per_tick(self._solid.opt.timestep, world_path)
        self._periods = _periods(self._rover, world_path)
        noise = [np.random.default_rng([seed, index]) for index in range(4)]
        self.base = RoverBase(self._solid, self._rover, config)
        self._walkers = Walkers(self._solid, self.world.things, self.world.tracks)
        self._touches = Touches(self._solid, self._rover, self.world.things)
        self._clearance = Clearance(self._solid, self.world.things)
        self._person_clearance = Clearance(self._solid, self._walkers.persons)
        self._lidar = LidarSensor(self._model, self._rover, noise[0])
        self._odometry = WheelOdometry(self._solid, self._rover, config, noise[1])
        self._imu = ImuSensor(self._solid, config, noise[2])
        self._camera = None
        if config.camera:
            self._camera = CameraSensor(self._model, self._rover, config.shadows, config.camera_noise_lsb, noise[3])
        self._tick, self._distance_m = 0, 0.0
        self._settle()

    @property
    def time_s(self) -> float:
        """Simulated time."""
        return self._tick / TICK_HZ

    @property
    def route(self) -> Route:
        """The route of the mission that the world holds."""
        if self.world.route is None:
            raise LimphomeError("the world has no mission", self.world.name, "<limphome:mission> as a scenario writes it")
        return self.world.route

    @property
    def camera_model(self) -> CameraModel:
        """How the rover's camera projects."""
        return self._rover.camera

    def advance(self, until_s: float) -> List[Tuple[str, Any]]:
        """Simulate up to a time.

        Returns:
            Topic and message of all that the sensors measured in between, in order of time.
        """
        messages: List[Tuple[str, Any]] = []
        while (self._tick + 1) / TICK_HZ <= until_s + 1e-9:
            self._one_tick()
            self._measure(messages)
        return messages

    def command(self, command: Command, now_s: float) -> None:
        """A command reaches the base."""
        self.base.command(command, now_s)

    def safety_state(self, state: SafetyState) -> None:
        """A safety state reaches the base: SAFE_STOP engages its brake."""
        self.base.safety_state(state)

    def turn_camera(self, angle_rad: float) -> None:
        """Turn the camera to the left on its mount, from where it was made fast. For faults."""
        if self._camera is not None:
            self._camera.turn(angle_rad)

    def pose(self) -> Tuple[float, float, float]:
        """True x, y [m] and yaw [rad] of ``base_link``."""
        x, y, _, w, i, j, k = self._moved.qpos[self._free : self._free + 7].tolist()
        return x, y, math.atan2(2 * (w * k + i * j), 1 - 2 * (j * j + k * k))

    def truth(self) -> Truth:
        """The true state now."""
        x, y, yaw = self.pose()
        goal = math.inf if self.world.route is None else math.hypot(*(self.world.route.goal_m - (x, y)))
        return Truth(
            time_s=self.time_s,
            x_m=x,
            y_m=y,
            yaw_rad=yaw,
            v_mps=self._speed(yaw),
            contacts=len(self._touches.names),
            touched=tuple(self._touches.names),
            contacts_person_moving=self._touches.person_moving,
            clearance_m=self._clearance.nearest_m(self._moved),
            person_clearance_m=self._person_clearance.nearest_m(self._moved),
            goal_distance_m=goal,
            distance_m=self._distance_m,
            persons_m=tuple((float(px), float(py)) for px, py in self._walkers.positions(self._moved)),
        )

    def close(self) -> None:
        """Free the graphics memory."""
        if self._camera is not None:
            self._camera.close()

    def _one_tick(self) -> None:
        x, y, yaw = self.pose()
        self.base.act(self._moved, self.time_s, 1 / TICK_HZ)
        if self._tick % _WALK_TICKS == 0:
            self._walkers.step(self._moved, self.time_s, _WALK_TICKS / TICK_HZ, (x, y, yaw))
        mujoco.mj_step(self._solid, self._moved, self._steps)
        self._tick += 1
        new_x, new_y, yaw = self.pose()
        self._distance_m += math.hypot(new_x - x, new_y - y)
        self._touches.update(self._moved, self.time_s, self._speed(yaw))

    def _measure(self, messages: List[Tuple[str, Any]]) -> None:
        due = [name for name, period in self._periods.items() if self._tick % period == 0]
        now_s = self.time_s
        if "lidar" in due or "camera" in due:
            self._show()
        if "imu" in due:
            messages.append((topics.IMU, self._imu.measure(self._moved, now_s)))
        if "odometry" in due:
            messages.append((topics.ODOMETRY, self._odometry.measure(self._moved, now_s)))
        if "lidar" in due:
            messages.append((topics.SCAN, self._lidar.scan(self._data, now_s)))
        if "camera" in due and self._camera is not None:
            messages.append((topics.CAMERA, self._camera.frame(self._data, now_s)))

    def _show(self) -> None:
        """Let the world that is seen stand where physics has moved it; a step ends with new coordinates and old geometry."""
        mujoco.mj_kinematics(self._solid, self._moved)
        self._data.qpos[:] = self._moved.qpos
        self._data.mocap_pos[:], self._data.mocap_quat[:] = self._moved.mocap_pos, self._moved.mocap_quat
        mujoco.mj_kinematics(self._model, self._data)
        mujoco.mj_camlight(self._model, self._data)

    def _speed(self, yaw_rad: float) -> float:
        vx, vy = self._moved.qvel[self._free_dof], self._moved.qvel[self._free_dof + 1]
        return float(vx * math.cos(yaw_rad) + vy * math.sin(yaw_rad))

    def _settle(self) -> None:
        """Let the rover come to rest on its wheels, brake on, before time begins."""
        joint = self._solid.joint(f"{self._rover.name}/free")
        self._free, self._free_dof = int(joint.qposadr[0]), int(joint.dofadr[0])
        start = self.pose()
        self.base.act(self._moved, self.time_s, 1 / TICK_HZ)
        mujoco.mj_step(self._solid, self._moved, round(_SETTLE_S / self._solid.opt.timestep))
        self._moved.time = 0.0
        self._odometry.start(self._moved, start, self.time_s)

    def _need_rover(self, path: Path) -> Rover:
        if self.world.rover is None:
            raise LimphomeError("the world has no rover", str(path), "a <model> with the gz::sim::systems::DiffDrive plugin")
        return self.world.rover


def _compiled(world: World, path: Path) -> Tuple[Any, Any]:
    """The world without looks, for physics, and the whole one; LimphomeError for what MuJoCo alone can tell."""
    try:
        return without_looks(world.spec).compile(), world.spec.compile()
    except ValueError as error:
        raise LimphomeError(" ".join(str(error).split()), str(path), "a world that MuJoCo can simulate") from error


def _steps_per_tick(timestep_s: float, path: Path) -> int:
    steps = round(1 / TICK_HZ / timestep_s) if timestep_s > _LEAST_STEP_S else 0
    if steps < 1 or abs(steps * timestep_s * TICK_HZ - 1) > 1e-6:
        raise LimphomeError(f"max_step_size {timestep_s} s", f"{path} <physics>", f"a whole part of {1 / TICK_HZ} s, e.g. 0.0025")
    return steps


def _periods(rover: Rover, path: Path) -> Dict[str, int]:
    """Ticks from one measurement of each sensor to the next."""
    for name, rate in rover.rates_hz.items():
        if rate <= 0 or TICK_HZ % rate:
            raise LimphomeError(f"{name} at {rate:g} Hz", f"{path} <update_rate>", f"a rate that divides {TICK_HZ} Hz")
    return {name: round(TICK_HZ / rate) for name, rate in rover.rates_hz.items()}
