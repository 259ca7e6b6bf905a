"""What a training run leaves to be read later: configuration, data, environment, curves, symptoms, figures."""

from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

from limphome.learning.arithmetic import arithmetic
from limphome.learning.checkup.symptom import Symptom
from limphome.learning.device import CPU, device_name
from limphome.learning.recipe import Recipe
from limphome.resources.run_folder import RunFolder, provenance

EVERY_STEPS = 50


class RunRecord:
    """Collects while the training runs.

    Args:
        recipe: of the run. data_sha256: digest of the frames that are learned from. fresh_sha256: of the further ones, if any.
        device: what it learns on.

    Attributes:
        curves: part of the training -> its points, each with a ``step`` and losses. symptoms: what seemed wrong.
    """

    def __init__(self, recipe: Recipe, data_sha256: str, fresh_sha256: Optional[str] = None, device: str = CPU) -> None:
        self._recipe, self.data_sha256, self._fresh, self._device = recipe, data_sha256, fresh_sha256, device
        self.curves: Dict[str, List[Dict[str, float]]] = {}
        self.symptoms: List[Symptom] = []

    def observe(self, part: str, step: int, losses: Mapping[str, float]) -> None:
        """Keep a point of the curves now and then."""
        if step == 1 or step % EVERY_STEPS == 0:
            self.curves.setdefault(part, []).append({"step": step, **losses})

    def state_dict(self) -> Dict[str, Any]:
        """What was collected so far, in plain values."""
        return {"curves": self.curves, "symptoms": [symptom.as_dict() for symptom in self.symptoms]}

    def load_state_dict(self, kept: Dict[str, Any]) -> None:
        """Go on from what :meth:`state_dict` gave."""
        self.curves = {part: list(points) for part, points in kept["curves"].items()}
        self.symptoms = [Symptom(**symptom) for symptom in kept["symptoms"]]

    def write(self, started: datetime, root: Path, evaluation: Mapping[str, Any]) -> Path:
        """Write ``<root>/<time>-train/run.json``."""
        result = {
            "data_sha256": self.data_sha256,
            **({"fresh_sha256": self._fresh} if self._fresh else {}),
            **self.state_dict(),
            "evaluation": evaluation,
        }
        folder = RunFolder.create("train", started, root)
        training = self._recipe.training
        ran = {**provenance(), "arithmetic": {**arithmetic(training.bfloat16), "device": device_name(self._device)}}
        return folder.write_run(self._recipe.as_values(), training.seed, result, ran)
