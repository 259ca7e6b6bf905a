"""Recipe, checkpoint, manifest and files describe one network."""

from typing import Any, List, Tuple

import numpy as np

from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.network_config import BLOCK, STRIDES
from limphome.perception.detector import Detector


def specification_agrees(subject: Subject) -> Outcome:
    """The checkpoint fits the recipe's network, the manifest tells its sizes, and every file has the head they ask for."""
    if subject.manifest.imported:
        return _imported(subject)
    network, recipe = subject.trained.network, subject.trained.recipe
    manifest, config = subject.manifest, recipe.network
    rows: List[Tuple[str, Any, Any]] = [
        ("classes", config.classes, manifest.classes),
        ("width and height", (config.width, config.height), (manifest.input.width, manifest.input.height)),
        ("fit", config.make_fit(), manifest.make_fit()),
        ("block", BLOCK, manifest.input.block),
        ("strides", tuple(STRIDES), tuple(manifest.make_decoder().strides)),
        ("parameters", sum(p.numel() for p in network.parameters()), manifest.training.get("parameters")),
        ("multiplications", network.multiplications, manifest.training.get("multiplications")),
    ]
    shape = (len(manifest.classes) + 4, manifest.make_decoder().cells)
    black = np.zeros((manifest.input.height, manifest.input.width, 3), np.uint8)
    for variant in manifest.files:
        predictor = subject.predictor(variant)
        rows.append((f"head of {variant}", predictor.runtime.run(predictor.layout.prepare(black)).head.shape, shape))
    wrong = [f"{name}: {first} and {second}" for name, first, second in rows if first != second]
    return judged(not wrong, "; ".join(wrong) or f"{len(rows)} statements agree: " + ", ".join(name for name, _, _ in rows))


def _imported(subject: Subject) -> Outcome:
    """Of an imported network only manifest and files: each runs, and sees in the golden frame what the manifest says."""
    loaded = [Detector.load(subject.asked.folder, variant).variant for variant in subject.variants()]
    if not loaded:
        raise CannotRun("no file of this network runs here")
    return judged(True, f"manifest and files agree: {', '.join(loaded)}; an imported network has no recipe and no checkpoint")
