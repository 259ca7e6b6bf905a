"""What a training run leaves to be read later: configuration, data, environment, curves, symptoms, figures."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

from limphome.core import LimphomeError
from limphome.learning.arithmetic import arithmetic
from limphome.learning.checkup.symptom import Symptom
from limphome.learning.recipe import Recipe
from limphome.resources.run_folder import RunFolder, provenance

EVERY_STEPS = 50


class RunRecord:
    """Collects while the training runs.

    Args:
        recipe: of the run. data_sha256: digest of the frames that are learned from. fresh_sha256: of the further ones, if any.
    """

    def __init__(self, recipe: Recipe, data_sha256: str, fresh_sha256: Optional[str] = None) -> None:
        self._recipe, self._data, self._fresh = recipe, data_sha256, fresh_sha256
        self._curves: Dict[str, List[Dict[str, float]]] = {}
        self.symptoms: List[Symptom] = []

    def observe(self, part: str, step: int, losses: Mapping[str, float]) -> None:
        """Keep a point of the curves now and then."""
        if step == 1 or step % EVERY_STEPS == 0:
            self._curves.setdefault(part, []).append({"step": step, **losses})

    def state_dict(self) -> Dict[str, Any]:
        """What was collected so far, in plain values."""
        return {"curves": self._curves, "symptoms": [symptom.as_dict() for symptom in self.symptoms]}

    def load_state_dict(self, kept: Dict[str, Any]) -> None:
        """Go on from what :meth:`state_dict` gave."""
        self._curves = {part: list(points) for part, points in kept["curves"].items()}
        self.symptoms = [Symptom(**symptom) for symptom in kept["symptoms"]]

    def write(self, started: datetime, root: Path, evaluation: Mapping[str, Any]) -> Path:
        """Write ``<root>/<time>-train/run.json``; also to MLflow where ``MLFLOW_TRACKING_URI`` is set."""
        result = {
            "data_sha256": self._data,
            **({"fresh_sha256": self._fresh} if self._fresh else {}),
            **self.state_dict(),
            "evaluation": evaluation,
        }
        folder = RunFolder.create("train", started, root)
        training = self._recipe.training
        ran = {**provenance(), "arithmetic": arithmetic(training.bfloat16)}
        path = folder.write_run(self._recipe.as_values(), training.seed, result, ran)
        if os.environ.get("MLFLOW_TRACKING_URI"):
            self._send_to_mlflow(folder.path.name, evaluation, path)
        return path

    def _send_to_mlflow(self, name: str, evaluation: Mapping[str, Any], path: Path) -> None:
        try:
            import mlflow
        except ImportError as error:
            raise LimphomeError(
                "MLFLOW_TRACKING_URI is set, MLflow is missing", "environment", "pip install mlflow-skinny, or unset it"
            ) from error
        mlflow.set_experiment("limphome")
        with mlflow.start_run(run_name=name):
            for section, values in self._recipe.as_values().items():
                if isinstance(values, dict):
                    mlflow.log_params({f"{section}.{key}": value for key, value in values.items()})
            mlflow.set_tag("data_sha256", self._data)
            for part, points in self._curves.items():
                for point in points:
                    losses = {f"{part}.{key}": value for key, value in point.items() if key != "step"}
                    mlflow.log_metrics(losses, step=int(point["step"]))
            for variant, figures in evaluation.items():
                mlflow.log_metrics({f"{variant}.{key}": float(v) for key, v in figures.items() if isinstance(v, (int, float))})
            mlflow.log_artifact(str(path))
