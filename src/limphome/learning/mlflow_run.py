"""A training at an MLflow server, where ``MLFLOW_TRACKING_URI`` is set."""

import os
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Callable, Iterator, List, Mapping

from limphome.core import LimphomeError
from limphome.learning.listener import Listener
from limphome.learning.recipe import Recipe
from limphome.learning.run_record import RunRecord

URI = "MLFLOW_TRACKING_URI"
PATIENCE = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2", "MLFLOW_HTTP_REQUEST_TIMEOUT": "20"}
"""Where the user says nothing: by MLflow's own values a server that is not there is asked for minutes."""
EXPERIMENT = "limphome"
MOST_PARAMETERS, MOST_METRICS = 100, 1000
"""Of one request: MLflow's limits, ``mlflow/utils/validation.py``."""
LONGEST = 500
"""Of a reason: MLflow adds what every layer below it said."""
Send = Callable[[RunRecord, Mapping[str, Any], Path], None]
"""Takes the record, the figures of each file and the path of ``run.json``."""


@contextmanager
def at_mlflow(recipe: Recipe, started: datetime, listener: Listener) -> Iterator[Send]:
    """Begin a run there, so that what is missing is told before the training; the run ends with this context.

    Args:
        started: local time, for the name of the run.
        listener: hears of a server that fails later, which costs nothing else.

    Raises:
        LimphomeError: MLflow is not installed, or its server does not take the run.
    """
    if not os.environ.get(URI):
        yield nowhere
        return
    run, status = MlflowRun(recipe, f"{started:%Y%m%d-%H%M%S}-train", listener), "FAILED"
    try:
        yield run.send
        status = "FINISHED"
    finally:
        run.end(status)


def nowhere(record: RunRecord, evaluation: Mapping[str, Any], path: Path) -> None:
    """A :data:`Send` for a training that nobody hears of."""


class MlflowRun:
    """One run, begun. Arguments and errors as :func:`at_mlflow`."""

    def __init__(self, recipe: Recipe, name: str, listener: Listener) -> None:
        mlflow = _load()
        self._listener, self._silent, self._id = listener, False, ""
        try:
            self._client = mlflow.MlflowClient()
            self._id = self._client.create_run(self._experiment(), run_name=name).info.run_id
            self._send_parameters(recipe)
        except Exception as error:  # each store raises what it likes, one in files a plain Exception
            if self._id:
                self.end("FAILED")
            what = f"MLflow does not take the run: {_reason(error)}"
            raise LimphomeError(what, URI, "a server that answers, or leave it unset") from error

    def send(self, record: RunRecord, evaluation: Mapping[str, Any], path: Path) -> None:
        """Curves, figures of each file, and ``run.json``."""
        rows = _metrics(record, evaluation)
        self._try(lambda: self._send(record.data_sha256, rows, path))

    def end(self, status: str) -> None:
        """Close the run: ``FINISHED`` or ``FAILED``."""
        self._try(lambda: self._client.set_terminated(self._id, status))

    def _try(self, work: Callable[[], None]) -> None:
        """Once the server failed, it is asked no more: each time takes a minute."""
        if self._silent:
            return
        try:
            work()
        except Exception as error:  # noqa: BLE001  # each store raises what it likes, that in files a plain Exception
            self._silent = True
            self._listener.tell(f"warning: MLflow takes no more of this run, and all else goes on: {_reason(error)}")

    def _experiment(self) -> str:
        found = self._client.get_experiment_by_name(EXPERIMENT)
        return str(self._client.create_experiment(EXPERIMENT) if found is None else found.experiment_id)

    def _send_parameters(self, recipe: Recipe) -> None:
        from mlflow.entities import Param

        sections = {section: values for section, values in recipe.as_values().items() if isinstance(values, dict)}
        rows = [Param(f"{section}.{key}", str(value)) for section, part in sections.items() for key, value in part.items()]
        for start in range(0, len(rows), MOST_PARAMETERS):
            self._client.log_batch(self._id, params=rows[start : start + MOST_PARAMETERS])

    def _send(self, data_sha256: str, rows: List[Any], path: Path) -> None:
        self._client.set_tag(self._id, "data_sha256", data_sha256)
        for start in range(0, len(rows), MOST_METRICS):
            self._client.log_batch(self._id, metrics=rows[start : start + MOST_METRICS])
        self._client.log_artifact(self._id, str(path))


def _metrics(record: RunRecord, evaluation: Mapping[str, Any]) -> List[Any]:
    from mlflow.entities import Metric

    now_ms, rows = int(1000 * time.time()), []
    for part, points in record.curves.items():
        for point in points:
            losses = {key: value for key, value in point.items() if key != "step"}
            rows += [Metric(f"{part}.{key}", value, now_ms, int(point["step"])) for key, value in losses.items()]
    for variant, figures in evaluation.items():
        numbers = {key: float(value) for key, value in figures.items() if isinstance(value, (int, float))}
        rows += [Metric(f"{variant}.{key}", value, now_ms, 0) for key, value in numbers.items()]
    return rows


def _load() -> Any:
    for name, value in PATIENCE.items():
        os.environ.setdefault(name, value)
    try:
        import mlflow
    except ImportError as error:
        what = f"{URI} is set, MLflow is missing: {error}"
        raise LimphomeError(what, "environment", "pip install mlflow-skinny, or leave it unset") from error
    return mlflow


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:LONGEST]
