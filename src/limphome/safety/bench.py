"""What a cycle of monitors, supervisor and gate costs: ``python -m limphome.safety.bench``."""

import time
from typing import Callable, Dict, List

import numpy as np

from limphome.core import CameraModel, Command, Detections, Frame, Mode, Odometry, SafetyState, Scan, topics
from limphome.safety.gate import Gate
from limphome.safety.gate_config import GateConfig
from limphome.safety.monitor_set import MonitorSet
from limphome.safety.safety_monitor_config import SafetyMonitorConfig
from limphome.safety.supervisor import Supervisor


def measure(cycles: int = 400) -> Dict[str, np.ndarray]:
    """Processor time of each step in a narrow, crowded place [ms], shape (cycles,); no other load enters."""
    rng = np.random.default_rng(0)
    config = SafetyMonitorConfig()
    monitors, supervisor, gate = MonitorSet(config, CameraModel()), Supervisor(config), Gate(GateConfig())
    scene = rng.integers(40, 200, (24, 32, 3)).repeat(10, axis=0).repeat(10, axis=1)
    watch = _Stopwatch()
    timed = watch.timed
    for cycle in range(cycles):
        now_s = 0.1 * cycle
        picture = np.clip(scene + rng.integers(-3, 4, scene.shape), 0, 255).astype(np.uint8)
        ranges = (1.2 + 0.8 * (np.arange(360) // 15 % 2) + rng.normal(0, 0.01, 360)).astype(np.float32)
        frame, scan = Frame(now_s, picture), Scan(now_s, ranges)
        command, odometry = Command(now_s, 0.8, 0.3), Odometry(now_s, 0.0, 0.0, 0.0, 0.4, 0.1)
        timed("monitors, a frame", monitors.observe, topics.CAMERA, frame, now_s, 0.0)
        timed("monitors, a scan", monitors.observe, topics.SCAN, scan, now_s, 0.0)
        timed("monitors, detections", monitors.observe, topics.DETECTIONS, Detections.empty(now_s), now_s, 0.0)
        timed("monitors, odometry", monitors.observe, topics.ODOMETRY, odometry, now_s, 0.0)
        timed("monitors, verdicts", monitors.verdicts, now_s)
        verdicts = monitors.verdicts(now_s)
        timed("supervisor, update", supervisor.update, verdicts, now_s)
        timed("monitors, telemetry", monitors.health, now_s)
        gate.observe(topics.ODOMETRY, odometry, now_s, 0.0)
        # The mode is NOMINAL here whatever the supervisor says of this patchwork, so that the gate does all its work.
        gate.observe(topics.SAFETY_STATE, SafetyState(now_s, Mode.NOMINAL), now_s, 0.0)
        timed("gate, a scan", gate.observe, topics.SCAN, scan, now_s, 0.0)
        gate.observe(topics.NOMINAL_COMMAND, command, now_s, 0.0)
        timed("gate, a command", gate.command, now_s, now_s)
    return {name: np.array(values) for name, values in watch.spent_ms.items()}


class _Stopwatch:
    """Processor time of calls, by name [ms]."""

    def __init__(self) -> None:
        self.spent_ms: Dict[str, List[float]] = {}

    def timed(self, name: str, call: Callable[..., object], *arguments: object) -> None:
        began = time.process_time_ns()
        call(*arguments)
        self.spent_ms.setdefault(name, []).append((time.process_time_ns() - began) * 1e-6)


def main() -> None:
    """Print the medians."""
    for name, values in measure().items():
        print(f"{name:24} {np.median(values):6.3f} ms  (p99 {np.percentile(values, 99):6.3f})")


if __name__ == "__main__":
    main()
