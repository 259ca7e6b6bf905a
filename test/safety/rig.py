"""A small world for the tests of this room: a base that obeys, a lidar that sees discs and walls, healthy streams."""

import math
from typing import Callable, Dict, List, Optional, Sequence, Tuple

import numpy as np

from limphome.core import CameraModel, Command, Detections, Frame, Health, Imu, Mode, Odometry, SafetyState, Scan, topics
from limphome.safety.gate import Gate
from limphome.safety.gate_config import GateConfig
from limphome.safety.monitor_set import MonitorSet
from limphome.safety.safety_monitor_config import SafetyMonitorConfig
from limphome.safety.supervisor import Supervisor

Disc = Tuple[float, float, float]  # x, y, radius [m]
ANGLES = Scan(0.0, np.zeros(360, np.float32)).angles_rad


def look(x: float, y: float, yaw: float, discs: Sequence[Disc], walls_m: float = math.inf) -> np.ndarray:
    """Ranges of 360 beams among discs, inside a square room of half size ``walls_m``."""
    cos, sin = np.cos(ANGLES + yaw), np.sin(ANGLES + yaw)
    ranges = np.full(360, np.inf)
    for position, direction in ((x, cos), (y, sin)):
        ahead = np.where(direction > 0, walls_m - position, walls_m + position)
        ranges = np.minimum(ranges, ahead / np.maximum(np.abs(direction), 1e-9))
    for cx, cy, radius in discs:
        along = (cx - x) * cos + (cy - y) * sin
        inside = radius**2 - ((cx - x) ** 2 + (cy - y) ** 2 - along**2)
        ranges = np.where((inside > 0) & (along > 0), np.minimum(ranges, along - np.sqrt(np.maximum(inside, 0))), ranges)
    return np.where(ranges > 12.0, np.inf, ranges).astype(np.float32)


def body_gap(x: float, y: float, yaw: float, discs: Sequence[Disc]) -> float:
    """Distance of the 0.50 x 0.40 m body from the nearest disc; negative when they overlap."""
    gaps = [math.inf]
    for cx, cy, radius in discs:
        ahead = math.cos(yaw) * (cx - x) + math.sin(yaw) * (cy - y)
        aside = math.cos(yaw) * (cy - y) - math.sin(yaw) * (cx - x)
        gaps.append(math.hypot(max(abs(ahead) - 0.25, 0.0), max(abs(aside) - 0.20, 0.0)) - radius)
    return min(gaps)


class GateRig:
    """A gate with healthy inputs and a base; break one of them and see what comes out."""

    def __init__(self, discs: Sequence[Disc] = (), walls_m: float = math.inf, config: Optional[GateConfig] = None) -> None:
        self.gate = Gate(config or GateConfig())
        self.discs, self.walls_m, self.reach_m = list(discs), walls_m, 12.0
        self.x = self.y = self.yaw = self.v = self.w = 0.0
        self.now_s = 10.0
        self.ros_rate = 1.0
        self.ros_s = 10.0
        self.mode = Mode.NOMINAL
        self.asked = (0.8, 0.0)
        self.silent: set = set()
        self.ages: Dict[str, float] = {}
        self.delays_s = 0.1  # from the command leaving the gate to the wheels
        self.noise = np.random.default_rng(0)
        self.damage: Callable[[np.ndarray], np.ndarray] = lambda ranges: ranges
        self.out = Command(0.0, 0.0, 0.0)
        self._pending: List[Tuple[float, Command]] = []
        self.smallest_gap = math.inf
        self.trail: List[Tuple[float, float, float]] = []

    def feed(self, topic: str, message: object) -> None:
        if topic not in self.silent:
            self.gate.observe(topic, message, self.now_s, self.ages.get(topic, 0.003))

    def run(self, seconds: float) -> "GateRig":
        for _ in range(round(seconds / 0.01)):
            self.step()
        return self

    def step(self) -> None:
        tick = round(self.now_s * 100)
        if tick % 2 == 0:
            self.feed(topics.ODOMETRY, Odometry(self.ros_s, self.x, self.y, self.yaw, self.v, self.w))
        if tick % 10 == 0:
            self.feed(topics.SAFETY_STATE, SafetyState(self.ros_s, self.mode, ("because",) if self.mode else ()))
        if tick % 5 == 0:
            x, y = self.x + 0.2 * math.cos(self.yaw), self.y + 0.2 * math.sin(self.yaw)  # where the rover's lidar is
            ranges = look(x, y, self.yaw, self.discs, self.walls_m)
            ranges = self.damage((ranges + self.noise.normal(0, 0.01, 360)).astype(np.float32))
            ranges[ranges > self.reach_m] = np.inf
            self.feed(topics.SCAN, Scan(self.ros_s, ranges, range_max_m=self.reach_m))
            self.feed(topics.NOMINAL_COMMAND, Command(self.ros_s, *self.asked))
            self.out = self.gate.command(self.now_s, self.ros_s)
            self._pending.append((self.now_s + self.delays_s, self.out))
        self._drive(0.01)
        self.now_s = round(self.now_s + 0.01, 6)
        self.ros_s += 0.01 * self.ros_rate

    def _drive(self, step_s: float) -> None:
        while len(self._pending) > 1 and self._pending[1][0] <= self.now_s:
            self._pending.pop(0)
        asked = self._pending[0][1] if self._pending and self._pending[0][0] <= self.now_s else Command(0.0, 0.0, 0.0)
        self.v += min(max(asked.v_mps - self.v, -1.5 * step_s), 1.5 * step_s)
        self.w += min(max(asked.w_radps - self.w, -5.0 * step_s), 5.0 * step_s)
        self.yaw += self.w * step_s
        self.x += self.v * math.cos(self.yaw) * step_s
        self.y += self.v * math.sin(self.yaw) * step_s
        self.smallest_gap = min(self.smallest_gap, body_gap(self.x, self.y, self.yaw, self.discs))
        self.trail.append((self.now_s, self.v, body_gap(self.x, self.y, self.yaw, self.discs)))


class MonitorRig:
    """Monitors and supervisor with healthy streams; break one and see what is found, and when."""

    def __init__(self, seed: int = 0, noise: float = 1.0, config: SafetyMonitorConfig = SafetyMonitorConfig()) -> None:
        self.monitors = MonitorSet(config, CameraModel())
        self.supervisor = Supervisor(config)
        self.rng = np.random.default_rng(seed)
        # Drawing a picture's worth of normal numbers takes long: they are cut from a bank, at a place drawn anew.
        self.noise = self.rng.normal(0, noise, 3 * 240 * 320 * 3)
        self.now_s = 0.0
        self.scene = yard_picture()
        self.ranges = look(0.0, 0.0, 0.0, (), 4.0)
        self.silent: set = set()
        self.ages: Dict[str, float] = {}
        self.change: Dict[str, Callable[[object], object]] = {}
        self.period = {topics.CAMERA: 10}
        self.asked_mps = self.asked_radps = 0.0
        self.speed_mps = self.turn_radps = 0.0
        self.health: Dict[str, float] = {"golden_error": 0.1, "digest_ok": 1.0, "feature_distance": 1.0}
        self.modes: List[Tuple[float, Mode, Tuple[str, ...]]] = []

    @property
    def state(self) -> Mode:
        return self.modes[-1][1]

    def started(self) -> "MonitorRig":
        self.run(2.0)
        assert self.state is Mode.NOMINAL, self.modes
        self.modes = self.modes[-1:]
        return self

    def run(self, seconds: float) -> "MonitorRig":
        for _ in range(round(seconds / 0.01)):
            self.step()
        return self

    def reaction_s(self, since_s: float) -> float:
        """From a moment to the first mode above NOMINAL after it; infinite if there was none."""
        return next((at - since_s for at, mode, _ in self.modes if at >= since_s and mode > Mode.NOMINAL), math.inf)

    def feed(self, topic: str, make: Callable[[], object]) -> None:
        if topic not in self.silent:
            message = self.change.get(topic, lambda same: same)(make())
            self.monitors.observe(topic, message, self.now_s, self.now_s - message.stamp_s)

    def picture(self) -> Frame:
        start = int(self.rng.integers(len(self.noise) - self.scene.size))
        noisy = self.scene + self.noise[start : start + self.scene.size].reshape(self.scene.shape)
        return Frame(self._stamp(topics.CAMERA), np.clip(np.rint(noisy), 0, 255).astype(np.uint8))

    def step(self) -> None:
        tick = round(self.now_s * 100)
        self.feed(
            topics.IMU,
            lambda: Imu(self._stamp(topics.IMU), (0.0, 0.0, self.turn_radps + self.rng.normal(0, 0.01)), (0.0, 0.0, 9.81)),
        )
        if tick % 2 == 0:
            self.feed(
                topics.ODOMETRY, lambda: Odometry(self._stamp(topics.ODOMETRY), 0.0, 0.0, 0.0, self.speed_mps, self.turn_radps)
            )
        if tick % 5 == 0:
            ranges = (self.ranges + self.rng.normal(0, 0.01, 360)).astype(np.float32)
            self.feed(topics.SCAN, lambda: Scan(self._stamp(topics.SCAN), ranges))
            self.feed(
                topics.NOMINAL_COMMAND, lambda: Command(self._stamp(topics.NOMINAL_COMMAND), self.asked_mps, self.asked_radps)
            )
            self.feed(topics.COMMAND, lambda: Command(self._stamp(topics.COMMAND), self.asked_mps, self.asked_radps))
        if tick % self.period[topics.CAMERA] == 0:
            self.feed(topics.CAMERA, self.picture)
        if tick % 10 == 4:
            self.feed(topics.DETECTIONS, lambda: Detections.empty(self._stamp(topics.DETECTIONS) - 0.04))
            self.feed(topics.DIAGNOSTICS, lambda: Health(self.now_s, "perception", self.health))
        if tick % 5 == 0:
            state = self.supervisor.update(self.monitors.verdicts(self.now_s), self.now_s)
            if not self.modes or self.modes[-1][1] != state.mode:
                self.modes.append((self.now_s, state.mode, state.reasons))
        self.now_s = round(self.now_s + 0.01, 6)

    def _stamp(self, topic: str) -> float:
        return self.now_s - self.ages.get(topic, 0.003)


def yard_picture() -> np.ndarray:
    """A picture with sky, floor, walls and a few crisp things, float, shape (240, 320, 3)."""
    picture = np.full((240, 320, 3), 150.0)
    picture[120:] = 90.0
    picture[80:130] = 120.0
    for left, top, width, height, grey in ((40, 90, 20, 90, 40.0), (150, 110, 40, 40, 200.0), (260, 100, 14, 70, 60.0)):
        picture[top : top + height, left : left + width] = grey
    return picture


def driven(
    gate: Gate, nominal: Command, angles: np.ndarray, ranges, mode=Mode.NOMINAL, from_s=0.0, seconds=2.0, **scan_of
) -> Command:
    """What is given after so many seconds of fresh inputs with a scan of these beams."""
    out = nominal
    for now_s in np.arange(from_s, from_s + seconds, 0.05):
        scan = Scan(now_s, ranges, float(angles[0]), float(angles[1] - angles[0]) if len(angles) > 1 else 0.01, **scan_of)
        gate.observe(topics.ODOMETRY, Odometry(now_s, 0.0, 0.0, 0.0, 0.0, 0.0), now_s, 0.0)
        gate.observe(topics.SCAN, scan, now_s, 0.0)
        gate.observe(topics.SAFETY_STATE, SafetyState(now_s, mode), now_s, 0.0)
        gate.observe(topics.NOMINAL_COMMAND, nominal, now_s, 0.0)
        out = gate.command(now_s, now_s)
    return out
