"""The diagnosis model as one JSON file: the same model gives the same bytes."""

import dataclasses
import json
from pathlib import Path
from typing import Any, Dict

import numpy as np

from limphome.core import LimphomeError
from limphome.diagnosis.diagnosis_model import DiagnosisModel
from limphome.diagnosis.feed_graph import FeedGraph
from limphome.diagnosis.naming import Naming
from limphome.diagnosis.normal_model import Limits, NormalModel
from limphome.diagnosis.settings import ModelSettings

SCHEMA_VERSION = 2  # 1: unknown by the distance alone
FILE_NAME = "model.json"
MEND = "a file written by 'limphome diagnose fit'"


def save_model(model: DiagnosisModel, path: Path) -> None:
    """Write ``path`` (a folder: its ``model.json``)."""
    path = path / FILE_NAME if path.is_dir() else path
    document = {
        "schema_version": SCHEMA_VERSION,
        "fitted_on": model.fitted_on,
        "incident_score": _plain(np.float64(model.incident_score)),
        "settings": dataclasses.asdict(model.normal.settings),
        "graph": {name: list(fed_by) for name, fed_by in model.normal.graph.feeders.items()},
        "normal": {
            **_fields(model.normal, ("names", "graph", "settings", "limits", "weights")),
            "weights": _sparse(model.normal),
        },
        "names": list(model.normal.names),
        "limits": _fields(model.normal.limits),
        "naming": {**_fields(model.naming, ("labels",)), "labels": [list(label) for label in model.naming.labels]},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, sort_keys=True, separators=(",", ":")).replace("],[", "],\n[") + "\n", encoding="utf-8")


def load_model(path: Path) -> DiagnosisModel:
    """Read a model file, or the ``model.json`` of a folder.

    Raises:
        LimphomeError: not there, not ours, of another schema version, or its parts do not fit together.
    """
    path = Path(path)
    path = path / FILE_NAME if path.is_dir() else path
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(path), MEND) from error
    except ValueError as error:
        raise LimphomeError(f"is not JSON: {error}", str(path), MEND) from error
    version = data.get("schema_version") if isinstance(data, dict) else None
    if version != SCHEMA_VERSION:
        raise LimphomeError(
            f"schema version {version}", str(path), f"{SCHEMA_VERSION}; fit it again with 'limphome diagnose fit'"
        )
    try:
        return _parse(data)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise LimphomeError(f"its parts do not fit together: {error!r}", str(path), MEND) from error


def _parse(data: Dict[str, Any]) -> DiagnosisModel:
    names = tuple(data["names"])
    m = len(names)
    settings = ModelSettings(**{**data["settings"], "lags": tuple(data["settings"]["lags"])})
    graph = FeedGraph({name: tuple(fed_by) for name, fed_by in data["graph"].items()})
    parts = {key: _array(value, key) for key, value in data["normal"].items() if key != "weights"}
    limits = Limits(**{key: _array(value, key).reshape(2, m) for key, value in data["limits"].items()})
    weights = _dense(data["normal"]["weights"], names, graph, settings)
    for key, value in parts.items():
        parts[key] = value.reshape((2, m) if key in ("offset", "spread") else (m,))
    normal = NormalModel(names=names, graph=graph, settings=settings, weights=weights, limits=limits, **parts)
    return DiagnosisModel(normal, _naming(data["naming"]), float(data["incident_score"]), data["fitted_on"])


def _naming(data: Dict[str, Any]) -> Naming:
    labels = tuple((fault, component) for fault, component in data["labels"])
    width = _array(data["width"], "width")
    shape = (len(labels), len(width))
    return Naming(
        labels=labels,
        weights=_array(data["weights"], "weights").reshape(shape),
        bias=_array(data["bias"], "bias").reshape(len(labels)),
        temperature=float(data["temperature"]),
        profiles=_array(data["profiles"], "profiles").reshape(shape),
        width=width,
        unknown_at=float(data["unknown_at"]),
        unknown_slope=float(data["unknown_slope"]),
    )


def _fields(part: Any, without: "tuple[str, ...]" = ()) -> Dict[str, Any]:
    return {field.name: _plain(getattr(part, field.name)) for field in dataclasses.fields(part) if field.name not in without}


def _plain(value: Any) -> Any:
    """Numbers with six digits, infinity as null."""
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value]
    return None if np.isinf(value) else float(f"{value:.6g}")


def _array(value: Any, name: str) -> np.ndarray:
    array = np.array([[np.inf if x is None else x for x in row] if isinstance(row, list) else row for row in value], float)
    if np.isnan(array).any():
        raise ValueError(f"{name} is not a number")
    return array


def _sparse(normal: NormalModel) -> Any:
    """Rows of weights, only the inputs that the graph allows."""
    mask = np.tile(normal.graph.input_mask(normal.names), (1, len(normal.settings.lags)))
    return [_plain(row[chosen]) for row, chosen in zip(normal.weights, mask)]


def _dense(rows: Any, names: Any, graph: FeedGraph, settings: ModelSettings) -> np.ndarray:
    mask = np.tile(graph.input_mask(names), (1, len(settings.lags)))
    weights = np.zeros((len(names), len(names) * len(settings.lags)))
    for i, row in enumerate(rows):
        weights[i, mask[i]] = row
    return weights
