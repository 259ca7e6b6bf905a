"""What training on bad and on attacked pictures buys and costs: the shipped detector, trained on in four ways of one length.

A run that was stopped goes on where it was: half-trained networks and finished rows are kept in --work.

usage: python scripts/robust_curve.py [--model FOLDER] [--steps N] [--cache runs/frames] [--out docs/evidence/robust.json]
"""

import argparse
import json
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict

import numpy as np

from limphome.learning.adversarial import Attack, Attacker
from limphome.learning.attack_goals import CONFUSE, GOALS, HIDE
from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.corruption import picture_faults
from limphome.learning.evaluation import evaluate
from limphome.learning.figures.robustness import corrupted
from limphome.learning.frame_set import FrameSet
from limphome.learning.hard_frames import see
from limphome.learning.learner import Lesson
from limphome.learning.network import Network
from limphome.learning.person_matches import match_persons
from limphome.learning.recipe import Recipe
from limphome.learning.rendering import RenderJob, render_or_load
from limphome.learning.trained import Trained
from limphome.learning.trainer import train
from limphome.learning.training_state import TrainingState, identity, weights_digest
from limphome.resources.machine import cpu_model, versions
from limphome.resources.share import share_dir

WAYS = {"none": (0, 0), "corruption": (1, 0), "adversarial": (0, 1), "both": (1, 1)}
"""Whether pictures are corrupted, and whether they are attacked."""
SEVERITIES = (3, 5)
CLEAN_FRAMES, FAULT_FRAMES, ATTACK_FRAMES = 4000, 500, 200
COST_STEPS, COST_ROUNDS = 12, 3


def recipe_of(way: str, base: Recipe) -> Recipe:
    """The recipe with what one of ``WAYS`` leaves of it."""
    bad, attacked = WAYS[way]
    training = replace(base.training, adversarial=attacked * base.training.adversarial)
    augmentation = replace(base.augmentation, corruption=bad * base.augmentation.corruption)
    return replace(base, training=training, augmentation=augmentation)


def learn(lesson: Lesson, state: TrainingState, name: str) -> Network:
    """The network after a lesson."""
    steps = lesson.config.steps

    def show(step: int, losses: Dict[str, float]) -> None:
        if step % 100 == 0:
            print(f"{name} {step}/{steps}", flush=True)

    return train(replace(lesson, state=state), show)


def row(lesson: Lesson, state: TrainingState, name: str, held_out: FrameSet) -> Dict[str, Any]:
    """Figures after a lesson."""
    return figures(learn(lesson, state, name), held_out)


def figures(network: Network, held_out: FrameSet) -> Dict[str, Any]:
    """On clean pictures, under each fault that leaves something to see, and under attack."""
    frames = held_out.spread(CLEAN_FRAMES)
    clean = evaluate(frames, see(network, frames, silent))
    few, threshold = held_out.spread(FAULT_FRAMES), clean.person_threshold

    def under(images: np.ndarray, frames: FrameSet) -> Dict[str, float]:
        found = see(network, replace(frames, images=images), silent)
        coco, matches = coco_evaluation(frames, found), match_persons(frames, found)
        return {"map50_95": float(coco.stats[0]), "person_recall": matches.recall(threshold)}

    faults = {
        kind.name: {str(s): under(corrupted(kind, s, few.images, 0)[0], few) for s in SEVERITIES} for kind in picture_faults()
    }
    victims, attacker = held_out.spread(ATTACK_FRAMES), Attacker(network)
    pictures = {goal: attacker.attack(victims, Attack(goal=goal), 0, silent) for goal in GOALS}
    return {
        "clean": {"map50_95": clean.map50_95, "map50": clean.map50, "person_recall": clean.person_recall_0p5_8m},
        "faults": faults,
        "before_attack": under(victims.images, victims),
        "pgd": {goal: under(images, victims) for goal, images in pictures.items()},
    }


def costs(lessons: Dict[str, Lesson]) -> Dict[str, float]:
    """Processor seconds of a step in each way, taken in turn: medians."""
    taken: Dict[str, list] = {way: [] for way in lessons}
    for _ in range(COST_ROUNDS):
        for way, lesson in lessons.items():
            short = replace(lesson, config=replace(lesson.config, steps=COST_STEPS))
            begun = 0.0

            def show(step: int, losses: Dict[str, float]) -> None:
                nonlocal begun
                begun = time.process_time() if step == 2 else begun  # the first steps set everything up

            train(short, show)
            taken[way].append((time.process_time() - begun) / (COST_STEPS - 2))
    return {way: float(np.median(seconds)) for way, seconds in taken.items()}


def silent(done: int) -> None:
    """Progress that nobody sees."""


def kept(path: Path, make: Callable[[], Any]) -> Any:
    """What was written to a file before, else what is made now and written there."""
    if not path.is_file():
        path.write_text(json.dumps(make()))
    return json.loads(path.read_text())


def table(rows: Dict[str, Any], cost: Dict[str, float]) -> str:
    """Markdown: a row for each way."""
    faults = [(fault, s) for fault in rows["none"]["faults"] for s in map(str, SEVERITIES)]
    heads = ["", "clean", "person recall", *(f"{fault.partition('.')[2]} {s}" for fault, s in faults)]
    heads += ["PGD", "recall, hiding PGD", "CPU s a step"]
    lines = [f"| {' | '.join(heads)} |", "| --- |" + " --- |" * (len(heads) - 1)]
    for way, row in rows.items():
        values = [row["clean"]["map50_95"], row["clean"]["person_recall"]]
        values += [row["faults"][fault][s]["map50_95"] for fault, s in faults]
        values += [row["pgd"][CONFUSE]["map50_95"], row["pgd"][HIDE]["person_recall"]]
        seconds = f"{cost[way]:.2f}" if way in cost else ""
        lines.append(f"| {way} | {' | '.join(f'{value:.3f}' for value in values)} | {seconds} |")
    return "\n".join(lines)


def main() -> None:
    """Train, measure, print a Markdown table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("runs/frames"))
    parser.add_argument("--work", type=Path, default=Path("runs/robust"))
    parser.add_argument("--out", type=Path, default=Path("docs/evidence/robust.json"))
    parser.add_argument("--steps", type=int, help="of each training; without it those of config/robust_training.yaml")
    parser.add_argument("--model", type=Path, default=share_dir() / "models" / "perception" / "yard_detector")
    options = parser.parse_args()
    shipped = Trained.load(options.model)
    parent, yard = shipped.network, shipped.recipe
    base = replace(Recipe.load(share_dir() / "config" / "robust_training.yaml"), network=yard.network)
    training = replace(base.training, processes=1, steps=options.steps or base.training.steps)
    base = replace(base, training=training)
    learned = render_or_load(yard.jobs()["train"], options.cache, silent)
    held_out = render_or_load(RenderJob("held_out", 10000, 16), options.cache, silent)
    start, digest = parent.state_dict(), weights_digest(parent.state_dict())
    recipes = {way: recipe_of(way, base) for way in WAYS}
    lessons = {way: Lesson(learned, r.training, r.network, r.augmentation, start) for way, r in recipes.items()}
    work = options.work / identity(parent=digest, recipe=base.as_values())[:12]
    measured = work / identity(faults=[kind.name for kind in picture_faults()])[:12]
    measured.mkdir(parents=True, exist_ok=True)
    rows: Dict[str, Any] = {"as shipped": kept(measured / "shipped.json", partial(figures, parent, held_out))}
    for way, lesson in lessons.items():
        state = TrainingState(work / f"{way}.pt", identity(parent=digest, recipe=recipes[way].as_values()), 50)
        rows[way] = kept(measured / f"{way}.json", partial(row, lesson, state, way, held_out))
    cost = kept(work / "costs.json", partial(costs, lessons))
    print(table(rows, cost))
    record = {"schema_version": 1, "rows": rows, "cpu_s_per_step": cost, "recipe": base.as_values(), "parent_sha256": digest}
    counts = {"clean": CLEAN_FRAMES, "each_fault": FAULT_FRAMES, "pgd": ATTACK_FRAMES}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({**record, "frames": counts, "cpu": cpu_model(), "versions": versions()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
