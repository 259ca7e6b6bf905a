"""How much of a network's accuracy an attacker takes away."""

from dataclasses import replace
from typing import Any, Callable, Dict, Optional

import numpy as np

from limphome.learning.adversarial import Attack, Attacker
from limphome.learning.any_predictor import AnyPredictor
from limphome.learning.attack_goals import HIDE
from limphome.learning.figures.exam import Exam
from limphome.learning.network import Network
from limphome.learning.predictions import Predictions

SEED = 0  # of the noise, and of where the attacker begins
Progress = Callable[[int], None]


def accuracy_under_attack(
    network: Network, predictors: Dict[str, AnyPredictor], exam: Exam, attack: Attack, progress: Progress
) -> Dict[str, Any]:
    """mAP and person recall of each file on clean, noisy, FGSM and PGD pictures, and on PGD pictures that hide things.

    The attacker sees the checkpoint; what it finds is shown to every file, so an INT8 file is attacked by transfer.
    ``noise`` has changes of the same size in random directions: what it takes away is not the attacker's merit.

    Args:
        progress: called with the number of pictures that PGD has changed.
    """
    attacker, frames = Attacker(network), exam.frames
    pictures = {
        "clean": np.array(frames.images),
        "noise": _noisy(frames.images, attack.epsilon, np.random.default_rng(SEED)),
        "fgsm": attacker.attack(frames, Attack.fgsm(attack.epsilon), SEED, lambda done: None),
        "pgd": attacker.attack(frames, attack, SEED, progress),
        "pgd_hide": attacker.attack(frames, replace(attack, goal=HIDE), SEED, lambda done: None),
    }
    files = {
        name: {kind: _figures(exam, predictor.predict(images)) for kind, images in pictures.items()}
        for name, predictor in predictors.items()
    }
    return {"frames": len(frames), "epsilon": attack.epsilon, "steps": attack.steps, "step": attack.step, "files": files}


def _noisy(images: np.ndarray, epsilon: int, rng: np.random.Generator) -> np.ndarray:
    signs = rng.integers(0, 2, images.shape, np.int8) * 2 - 1
    return np.clip(images.astype(np.int16) + epsilon * signs.astype(np.int16), 0, 255).astype(np.uint8)


def _figures(exam: Exam, found: Predictions) -> Dict[str, Optional[float]]:
    figures = exam.figures(found)
    return {name: figures[name] for name in ("map50_95", "map50", "person_recall_0p5_8m")}
