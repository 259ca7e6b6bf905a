"""Try what a file does not say on pictures, keep what agrees best with itself, and say how sure that is."""

from dataclasses import dataclass, field, replace
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from limphome.perception.importing.consistency import Seer, consistency
from limphome.perception.importing.ways import Way

CLEAR = 0.18
"""Margin from which no guess was wrong in ``scripts/import_guess.py``."""
LEFT = 1.0
"""After the first picture only ways this near to the best are tried on further ones [natural logarithm]."""
LEAST = 1e-2
"""A way that agrees less with itself is as bad as one that never does."""
OF_BALANCE = 0.5
"""Weight of the first layers beside the boxes."""

Unrest = Callable[[Mapping[str, Any], np.ndarray], float]
"""Changed keys and a picture -> unrest of the first layers."""


@dataclass(frozen=True)
class Trial:
    """One way to see.

    Attributes:
        changes: keys of the section that it changes. text: for people.
        choices: what it decides -> which of its values it tries.
        samples: how well each view of each picture agrees. unrests: of the first layers for each picture, see
            :class:`Balance`; empty where they cannot be looked at.
    """

    changes: Mapping[str, Any]
    text: str
    choices: Mapping[str, str] = field(default_factory=dict)
    samples: Tuple[float, ...] = ()
    unrests: Tuple[float, ...] = ()

    @property
    def consistency(self) -> float:
        """Mean over all views."""
        return float(np.mean(self.samples)) if self.samples else 0.0

    @property
    def score(self) -> float:
        """Logarithm of how good it is: boxes that agree, and layers in balance."""
        unrest = float(np.mean(self.unrests)) if self.unrests else 1.0
        return float(np.log(max(self.consistency, LEAST)) - OF_BALANCE * np.log(max(unrest, LEAST)))


@dataclass(frozen=True)
class Choice:
    """One thing that was guessed.

    Attributes:
        value: what was taken. runner_up: the best other value.
        margin: 0 when both are as good, 1 when the other is no good at all. clear: large enough to believe.
    """

    value: str
    runner_up: str
    margin: float
    clear: bool

    def as_dict(self) -> Dict[str, Any]:
        """For a manifest."""
        return {"value": self.value, "runner_up": self.runner_up, "margin": round(self.margin, 3), "clear": self.clear}


@dataclass(frozen=True)
class Guess:
    """Result of all trials, best first; nothing changes when no way sees anything twice."""

    trials: List[Trial]

    @property
    def nothing(self) -> bool:
        """True when there was something to try, and the best way showed nothing twice."""
        return self.trials[0].consistency <= 0

    @property
    def changes(self) -> Dict[str, Any]:
        """Keys to change in the manifest's section."""
        return {} if self.nothing else dict(self.trials[0].changes)

    @property
    def choices(self) -> Dict[str, Choice]:
        """What was decided, each with the best way that decides otherwise."""
        best, found = self.trials[0], {}
        for name, value in best.choices.items():
            others = [trial for trial in self.trials if trial.choices.get(name, value) != value]
            if others and not self.nothing:
                margin = 1 - float(np.exp(others[0].score - best.score))
                found[name] = Choice(value, others[0].choices[name], margin, margin >= CLEAR)
        return found


def guess(
    make_seer: Callable[[Mapping[str, Any]], Seer],
    images: Sequence[np.ndarray],
    candidates: Sequence[Trial],
    unrest: Optional[Unrest] = None,
) -> Guess:
    """Try every candidate.

    Args:
        make_seer: changed keys -> a function that sees.
        images: RGB, uint8 (height, width, 3), with things that the network knows.
        unrest: changed keys and a picture -> unrest of the first layers, where those can be looked at.
    """
    if len(candidates) == 1:
        return Guess([replace(candidates[0], samples=(1.0,))])
    left: List[Trial] = list(candidates)
    dropped: List[Trial] = []
    for image in images:
        left = [_shown(trial, make_seer(trial.changes), image, unrest) for trial in left]
        left.sort(key=lambda trial: -trial.score)
        near = [trial for trial in left if trial.score >= left[0].score - LEFT]
        left, dropped = near, left[len(near) :] + dropped
    return Guess([*left, *dropped])


def picture_candidates(ways: Sequence[Way], colours: Sequence[str]) -> List[Trial]:
    """Ways to order and scale colours; the usual one first."""
    found = []
    for way in ways:
        for colour in colours:
            depth = slice(0, 1) if colour == "gray" else slice(None, None, -1 if colour == "bgr" else 1)
            changes: Dict[str, Any] = {"colour": colour}
            if way.text:
                changes.update(scale=way.scale, mean=list(way.mean[depth]), std=list(way.std[depth]))
            text = f"{colour}, {way.text}" if way.text else colour
            found.append(Trial(changes, text, {"colour": colour, "scale": way.text}))
    return found


def _shown(trial: Trial, seer: Seer, image: np.ndarray, unrest: Optional[Unrest]) -> Trial:
    """The same trial after one more picture."""
    samples = (*trial.samples, *consistency(seer, image))
    unrests = (*trial.unrests, unrest(trial.changes, image)) if unrest else ()
    return replace(trial, samples=samples, unrests=unrests)
