"""Energy of a frame: blocks of one network after the other, between blocks in which nothing runs."""

import time
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Sequence

import numpy as np

from limphome.perception.bench import Runner
from limphome.resources.power.energy_watch import EnergyWatch
from limphome.resources.power.meters import Meters

IDLE, ROUNDS = "idle", 3
"""Meters are too slow for single frames; three turns of every network show how much blocks differ."""


@dataclass
class _Blocks:
    joules: List[float] = field(default_factory=list)
    seconds: List[float] = field(default_factory=list)
    frames: List[int] = field(default_factory=list)
    rails: List[Dict[str, float]] = field(default_factory=list)

    def per_frame(self) -> np.ndarray:
        return np.array(self.joules) / np.array(self.frames)

    @property
    def watts(self) -> float:
        return sum(self.joules) / sum(self.seconds)


def energy_per_frame(racers: Sequence[Runner], meters: Meters, seconds: float) -> Dict[str, Dict[str, Any]]:
    """Run every network in blocks, in turn.

    Returns:
        For each label ``joule_per_frame`` of everything the meters cover, ``joule_per_frame_above_idle``,
        ``spread`` (smallest and largest block), ``watts``, ``idle_watts``, ``rails`` (joules a frame), ``meters``.
    """
    works: Dict[str, Callable[[], object]] = {IDLE: lambda: time.sleep(0.01), **{racer.label: racer.lap for racer in racers}}
    blocks = {label: _Blocks() for label in works}
    block_s = seconds / (ROUNDS * len(works))
    with EnergyWatch(meters) as watch:
        for _ in range(ROUNDS):
            for label, work in works.items():
                _run_block(watch, work, block_s, blocks[label])
    idle_w = blocks.pop(IDLE).watts
    return {label: _figures(block, idle_w, meters.covers) for label, block in blocks.items()}


def _run_block(watch: EnergyWatch, work: Callable[[], object], seconds: float, block: _Blocks) -> None:
    before, started_s, frames = watch.read(), time.perf_counter(), 0
    while time.perf_counter() < started_s + seconds or frames == 0:
        work()
        frames += 1
    after = watch.read()
    block.seconds.append(time.perf_counter() - started_s)
    block.joules.append(after.total_j - before.total_j)
    block.frames.append(frames)
    block.rails.append({name: value - before.rails_j.get(name, 0.0) for name, value in after.rails_j.items()})


def _figures(block: _Blocks, idle_w: float, covers: str) -> Dict[str, Any]:
    frames, each = sum(block.frames), block.per_frame()
    names = sorted({name for rails in block.rails for name in rails})
    return {
        "joule_per_frame": sum(block.joules) / frames,
        "joule_per_frame_above_idle": (sum(block.joules) - idle_w * sum(block.seconds)) / frames,
        "spread": [float(each.min()), float(each.max())],
        "watts": block.watts,
        "idle_watts": idle_w,
        "rails": {name: sum(rails.get(name, 0.0) for rails in block.rails) / frames for name in names},
        "frames": frames,
        "meters": covers,
    }
