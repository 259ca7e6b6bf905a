"""How far figures of one recipe, one set of frames and one seed differ on other machines, beside how far seeds differ.

Other machines are imitated (`src/limphome/learning/elsewhere.py`). The recipe is that of the yard detector cut down to minutes.

A run that was stopped goes on where it was: half-trained networks and finished rows are kept in --work.

usage: python scripts/metrics_band.py [--seeds 3] [--cache runs/frames] [--out docs/evidence/metrics_band.json]
"""

import argparse
import json
import math
import time
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, Dict, List

import numpy as np

from limphome.learning.elsewhere import FIGURES, MACHINES, learn_on
from limphome.learning.frame_set import FrameSet
from limphome.learning.learner import Lesson
from limphome.learning.recipe import Recipe
from limphome.learning.rendering import RenderJob, render_or_load
from limphome.learning.training_state import TrainingState, identity
from limphome.resources.machine import cpu_model, versions
from limphome.resources.share import share_dir

CUT = {"frames": 2000, "worlds": 50, "steps": 400, "settle_steps": 100, "batch": 8, "average": 0.98, "processes": 1}
HELD_OUT = RenderJob("held_out", 4000, 16)
MEASURED = ("here", "avx512", "avx2")  # the SSE4.1 machine of the tests needs 3 s a step
DEVIATIONS = 3.0
SHOW_EVERY_STEPS = 50


@dataclass(frozen=True)
class Progress:
    """Prints how far one training is, and when it ends if nothing else runs; goes to another process."""

    name: str
    steps: int
    begun_s: float

    def __call__(self, step: int, losses: Dict[str, float]) -> None:
        """Called after each step of both parts; only the first part is told."""
        if step % SHOW_EVERY_STEPS == 0 and self.steps > step:
            rate = (time.time() - self.begun_s) / step
            print(f"{self.name} step {step}/{self.steps}, {rate * (self.steps - step):.0f} s left", flush=True)


def row(machine: str, seed: int, recipe: Recipe, frames: FrameSet, held_out: FrameSet, folder: Path, name: str) -> Dict[str, Any]:
    """Figures of one training, those of an earlier call if it was finished then."""
    kept = folder / f"{machine}-{seed}.json"
    if not kept.is_file():
        config = replace(recipe.training, seed=seed)
        deciding = identity(machine=machine, seed=seed, folder=folder.name)
        state = TrainingState(kept.with_suffix(".pt"), deciding, SHOW_EVERY_STEPS)
        lesson = Lesson(frames, config, recipe.network, recipe.augmentation, state=state)
        kept.write_text(json.dumps(learn_on(MACHINES[machine], lesson, held_out, Progress(name, config.steps, time.time()))))
        state.drop()
    return json.loads(kept.read_text())


def spread(values: np.ndarray) -> float:
    """Standard deviation within the rows of a table, pooled over them."""
    away = values - values.mean(axis=1, keepdims=True)
    return float(np.sqrt(np.sum(away**2) / (values.shape[0] * (values.shape[1] - 1))))


def band_of(values: np.ndarray) -> Dict[str, float]:
    """What a table (seeds, machines) of one figure says; its first column is this machine.

    Two runs that each deviate by s differ by s * sqrt(2); the band is three times that.
    """
    machines = spread(values)
    return {
        "band": math.ceil(1000 * DEVIATIONS * math.sqrt(2) * machines) / 1000,
        "deviation_between_machines": machines,
        "deviation_between_seeds": spread(values.T),
        "largest_difference": float(np.abs(values[:, 1:] - values[:, :1]).max()),
    }


def table(values: Dict[str, np.ndarray]) -> str:
    """Markdown: a row for each machine, means over the seeds and the largest difference from this machine."""
    lines = [f"| machine | {' | '.join(f'{name} | differs by' for name in values)} |", "| --- |" + " --- |" * (2 * len(values))]
    for column, name in enumerate(MEASURED):
        cells = []
        for figures in values.values():
            differences = np.abs(figures[:, column] - figures[:, 0])
            cells += [
                f"{figures[:, column].mean():.3f}",
                "" if column == 0 else f"{differences.min():.3f} to {differences.max():.3f}",
            ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def silent(done: int) -> None:
    """Progress that nobody sees."""


def main() -> None:
    """Train, measure, print a Markdown table and the band, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("runs/frames"))
    parser.add_argument("--work", type=Path, default=Path("runs/band"))
    parser.add_argument("--out", type=Path, default=Path("docs/evidence/metrics_band.json"))
    parser.add_argument("--seeds", type=int, default=3, help="1 to this one")
    options = parser.parse_args()
    yard = Recipe.load(share_dir() / "config" / "training.yaml")
    recipe = replace(yard, training=replace(yard.training, **CUT))
    frames = render_or_load(recipe.jobs()["train"], options.cache, silent)
    held_out = render_or_load(HELD_OUT, options.cache, silent)
    data = {"train": frames.digest, "held_out": held_out.digest}
    folder = (
        options.work / identity(recipe=recipe.as_values(), data=data, machines={n: vars(m) for n, m in MACHINES.items()})[:12]
    )
    folder.mkdir(parents=True, exist_ok=True)
    seeds: List[int] = list(range(1, options.seeds + 1))
    rows: Dict[str, Dict[str, Any]] = {str(seed): {} for seed in seeds}
    for number, (seed, machine) in enumerate(product(seeds, MEASURED), 1):
        name = f"[{number}/{len(seeds) * len(MEASURED)}] {machine}, seed {seed}:"
        rows[str(seed)][machine] = row(machine, seed, recipe, frames, held_out, folder, name)
        print(name, {key: round(value, 4) for key, value in rows[str(seed)][machine]["figures"].items()}, flush=True)
    values = {f: np.array([[rows[str(s)][m]["figures"][f] for m in MEASURED] for s in seeds]) for f in FIGURES}
    bands = {figure: band_of(array) for figure, array in values.items()}
    print(table(values))
    for figure, found in bands.items():
        print(figure, {key: round(value, 4) for key, value in found.items()})
    machines = {name: vars(machine) for name, machine in MACHINES.items() if name in MEASURED}
    record = {
        "schema_version": 1,
        "bands": bands,
        "rows": rows,
        "machines": machines,
        "recipe": recipe.as_values(),
        "data_sha256": data,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({**record, "cpu": cpu_model(), "versions": versions()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
