"""Try what a file does not say on a picture, and keep what agrees best with itself."""

from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, List, Mapping, Tuple

import numpy as np

from limphome.perception.importing.consistency import consistency

IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
NORMALISATIONS: Tuple[Tuple[str, float, List[float], List[float]], ...] = (
    ("0 to 1", 1 / 255, [0.0] * 3, [1.0] * 3),
    ("mean and spread of ImageNet", 1 / 255, *IMAGENET),
    ("-1 to 1", 1 / 127.5, [1.0] * 3, [1.0] * 3),
    ("0 to 255", 1.0, [0.0] * 3, [1.0] * 3),
    ("0 to 255 less ImageNet's mean", 1.0, [123.675, 116.28, 103.53], [1.0] * 3),
)
CLEAR = 1.1
"""The best must agree this many times as well as the next, or it is no more than a coin's toss."""


@dataclass(frozen=True)
class Trial:
    """One way to see, and how well it agrees with itself."""

    changes: Mapping[str, Any]
    text: str
    consistency: float


@dataclass(frozen=True)
class Guess:
    """Result of all trials.

    Attributes:
        input: keys to change in the manifest's section. trials: best first. clear: the best one stands out.
    """

    input: Dict[str, Any]
    trials: List[Trial]
    clear: bool


Seer = Callable[[np.ndarray], Any]


def guess_input(make_seer: Callable[[Mapping[str, Any]], Seer], image: np.ndarray, candidates: List[Trial]) -> Guess:
    """Try every candidate.

    Args:
        make_seer: changed keys of the section ``input`` -> a function that sees.
        image: RGB, uint8 (height, width, 3), with things that the network knows.
    """
    tried = [replace(one, consistency=round(consistency(make_seer(one.changes), image), 4)) for one in candidates]
    tried.sort(key=lambda trial: -trial.consistency)
    best, second = tried[0].consistency, tried[1].consistency if len(tried) > 1 else 0.0
    return Guess(dict(tried[0].changes) if best > 0 else {}, tried, best > 0 and best > CLEAR * max(second, 0.0))


def picture_candidates(section: Mapping[str, Any], dtype: str, fixed: Mapping[str, Any]) -> List[Trial]:
    """Ways to order and scale colours that do not contradict what is ``fixed``; the usual one first."""
    colours = [fixed["colour"]] if "colour" in fixed else (["gray"] if section["colour"] == "gray" else ["rgb", "bgr"])
    ways = NORMALISATIONS if dtype != "uint8" and not {"scale", "mean", "std"} & set(fixed) else NORMALISATIONS[:1]
    found = []
    for text, scale, mean, std in ways:
        for colour in colours:
            order = slice(None, None, -1) if colour == "bgr" else slice(None)
            depth = slice(0, 1) if colour == "gray" else order
            changes: Dict[str, Any] = {"colour": colour}
            if len(ways) > 1:
                changes.update(scale=scale, mean=mean[depth], std=std[depth])
            found.append(Trial(changes, f"{colour}, {text}" if len(ways) > 1 else colour, 0.0))
    return found
