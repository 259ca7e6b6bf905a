"""What fine-tuning buys at a new place: the yard at night, from few labelled frames, against training from nothing.

The night is made from rendered worlds that no training saw: a fifth of the light, bluish, with the noise of a high gain.

usage: python scripts/transfer_curve.py [--cache runs/frames] [--out docs/evidence/transfer.json]
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, Optional

import numpy as np

from limphome.learning.evaluation import evaluate
from limphome.learning.frame_set import FrameSet
from limphome.learning.hard_frames import see
from limphome.learning.learner import Lesson
from limphome.learning.network import Network
from limphome.learning.recipe import Recipe
from limphome.learning.rendering import RenderJob, render_or_load
from limphome.learning.trained import Trained
from limphome.learning.trainer import train
from limphome.resources.machine import cpu_model, versions
from limphome.resources.share import share_dir

COUNTS = (10, 25, 50, 100, 200)
LIGHT, NOISE = np.array([0.16, 0.2, 0.26]), 5.0  # of red, green, blue; grey levels
SCRATCH_STEPS = 600
SEED = 7  # of worlds that the committed detector did not see


def night(frames: FrameSet, seed: int) -> FrameSet:
    """The same frames at night."""
    rng = np.random.default_rng(seed)
    images = np.empty(frames.images.shape, np.uint8)
    for index, image in enumerate(frames.images):
        images[index] = np.clip(image * LIGHT + rng.normal(0, NOISE, image.shape), 0, 255)
    return replace(frames, images=images)


def learn(frames: FrameSet, recipe: Recipe, start: Optional[Network]) -> Network:
    """A network after few frames."""
    weights = None if start is None else start.state_dict()
    lesson = Lesson(frames, recipe.training, recipe.network, recipe.augmentation, weights)
    return train(lesson, lambda step, losses: None)


def figures(network: Network, frames: FrameSet) -> Dict[str, float]:
    """mAP and person recall at the new place."""
    found = evaluate(frames, see(network, frames, silent))
    return {"map50": found.map50, "map50_95": found.map50_95, "person_recall": found.person_recall_0p5_8m}


def silent(done: int) -> None:
    """Progress that nobody sees."""


def main() -> None:
    """Measure, print a Markdown table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("runs/frames"))
    parser.add_argument("--out", type=Path, default=Path("docs/evidence/transfer.json"))
    options = parser.parse_args()
    shipped = Trained.load(share_dir() / "models" / "perception" / "yard_detector")
    parent, yard = shipped.network, shipped.recipe
    tuning = replace(Recipe.load(share_dir() / "config" / "fine_tuning.yaml"), network=yard.network)
    scratch = replace(yard, training=replace(yard.training, steps=SCRATCH_STEPS, batch=16, average=0.98))
    pool = night(render_or_load(RenderJob("train", max(COUNTS), 20, SEED), options.cache, silent), 1)
    held_out = night(render_or_load(RenderJob("held_out", 1000, 10, SEED), options.cache, silent), 2)
    rows: Dict[str, Dict[str, Any]] = {"0": {"from yard_detector": figures(parent, held_out)}}
    print("| frames | from yard_detector, mAP 0.50 | from nothing, mAP 0.50 |\n| --- | --- | --- |")
    print(f"| 0 | {rows['0']['from yard_detector']['map50']:.3f} | 0 |", flush=True)
    for count in COUNTS:
        few = pool.subset(np.linspace(0, len(pool) - 1, count).astype(int))
        row = {
            "from yard_detector": figures(learn(few, tuning, parent), held_out),
            "from nothing": figures(learn(few, scratch, None), held_out),
        }
        rows[str(count)] = row
        print(f"| {count} | {row['from yard_detector']['map50']:.3f} | {row['from nothing']['map50']:.3f} |", flush=True)
    record = {"schema_version": 1, "rows": rows, "cpu": cpu_model(), "versions": versions()}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
