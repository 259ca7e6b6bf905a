"""Where nothing is, it sees nobody."""

from typing import Dict, List

import numpy as np

from limphome.learning.audit.mends import HIGHER_THRESHOLD
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.predictions import Predictions

GREYS, NOISES = range(0, 256, 5), (4, 16, 64)
COLOURS = {"red": (200, 30, 30), "green": (30, 160, 30), "blue": (30, 30, 200), "sky": (150, 190, 230), "earth": (110, 80, 50)}
TOLD = 4


def nothing_in_nothing(subject: Subject) -> Outcome:
    """Plain, black, white and noisy pictures through every file that runs here: no person above the threshold."""
    person, size = subject.person, subject.manifest.input
    pictures = empty_pictures(size.width, size.height)
    images, names = np.stack(list(pictures.values())), list(pictures)
    found = {variant: subject.any_predictor(variant).predict(images) for variant in subject.variants()}
    return judge_empty(found, names, person, subject.thresholds[person], size.width * size.height)


def empty_pictures(width: int, height: int) -> Dict[str, np.ndarray]:
    """Pictures without any thing, by name: plain greys and colours, a slope of light, noise around greys."""
    rng, size = np.random.default_rng(0), (height, width, 3)
    pictures = {f"grey {level}": np.full(size, level, np.uint8) for level in GREYS}
    pictures.update((name, np.broadcast_to(np.array(colour, np.uint8), size)) for name, colour in COLOURS.items())
    slope = np.linspace(0, 255, height)[:, None, None]
    pictures["slope"] = np.broadcast_to(slope, size).astype(np.uint8)
    for spread in NOISES:
        for level in (10, 128, 245):
            noisy = np.clip(rng.normal(level, spread, size), 0, 255)
            pictures[f"grey {level} with noise of {spread}"] = noisy.astype(np.uint8)
    pictures["noise"] = rng.integers(0, 256, size, np.uint8)
    return pictures


def judge_empty(found: Dict[str, Predictions], names: List[str], person: int, threshold: float, pixels: int) -> Outcome:
    """Judge what each file sees in pictures of so many pixels, by its persons; the surest one is told in any case.

    Raises:
        CannotRun: there is no file.
    """
    if not found:
        raise CannotRun("no file runs here")
    dreams, surest = [], 0.0
    for variant, seen in found.items():
        for row in np.flatnonzero(seen.class_ids == person):
            score, box = float(seen.scores[row]), seen.boxes[row]
            surest = max(surest, score)
            if score >= threshold:
                share = float(np.prod(box[2:] - box[:2])) / pixels
                dreams.append(f"{variant} in {names[seen.frame[row]]}: {score:.3f}, {share:.0%} of the picture")
    text = f"{len(names)} empty pictures, {', '.join(found)}: surest person {surest:.3f}, threshold {threshold:.3f}"
    more = f"; and {len(dreams) - TOLD} more" if len(dreams) > TOLD else ""
    return judged(not dreams, text + "".join(f"; {dream}" for dream in dreams[:TOLD]) + more, HIGHER_THRESHOLD)
