"""How fast the world runs here, in CPU time of one core."""

import tempfile
import time
from pathlib import Path
from typing import Dict

from limphome.core import Command
from limphome.simulation.labels import LabelledScenes
from limphome.simulation.scenario import load_scenario, write_world
from limphome.simulation.simulator import Simulator
from limphome.simulation.simulator_config import SimulatorConfig


def bench_simulator(scenario: str = "crowded_yard", seconds: float = 20.0) -> Dict[str, float]:
    """Measure camera frames and simulated seconds per second of CPU time; prints one line each.

    Args:
        scenario: name or path.
        seconds: simulated time of each measurement.

    Returns:
        Name of the figure -> value.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = write_world(load_scenario(scenario), 0, Path(folder))
        without = _core_seconds(path, SimulatorConfig(camera=False), seconds)
        plain = _core_seconds(path, SimulatorConfig(), seconds)
        shadows = _core_seconds(path, SimulatorConfig(shadows=True), seconds)
    frames = 10 * seconds
    figures = {
        "camera_frames_per_core_s": frames / (plain - without),
        "camera_frames_per_core_s_with_shadows": frames / (shadows - without),
        "simulated_s_per_core_s": seconds / plain,
        "simulated_s_per_core_s_with_shadows": seconds / shadows,
        "simulated_s_per_core_s_without_camera": seconds / without,
        "labelled_frames_per_core_s": _labelled_rate(0.0, int(frames)),
        "labelled_frames_per_core_s_with_shadows": _labelled_rate(1.0, int(frames)),
    }
    for name, value in figures.items():
        print(f"{name:42s} {value:8.1f}")
    return figures


def _core_seconds(path: Path, config: SimulatorConfig, seconds: float) -> float:
    """CPU time of a drive, without start-up [s]."""
    simulator = Simulator(path, 0, config)
    began = time.process_time()
    while simulator.time_s < seconds:
        simulator.command(Command(simulator.time_s, 0.4, 0.2), simulator.time_s)
        simulator.advance(simulator.time_s + 0.05)
        simulator.truth()
    spent = time.process_time() - began
    simulator.close()
    return spent


def _labelled_rate(shadow_share: float, frames: int) -> float:
    """Labelled frames per second of CPU time, new worlds included."""
    scenes = LabelledScenes(0, frames_per_world=100, shadow_share=shadow_share)
    began = time.process_time()
    for _ in range(frames):
        scenes.frame()
    spent = time.process_time() - began
    scenes.close()
    return frames / spent


if __name__ == "__main__":
    bench_simulator()
