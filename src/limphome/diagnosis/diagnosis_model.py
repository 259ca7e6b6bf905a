"""All that the engine needs to know."""

from dataclasses import dataclass
from typing import Any, Dict

import numpy as np

from limphome.diagnosis.feed_graph import FeedGraph
from limphome.diagnosis.naming import NONE, Naming
from limphome.diagnosis.normal_model import Limits, NormalModel
from limphome.diagnosis.settings import ModelSettings


@dataclass(frozen=True, eq=False)
class DiagnosisModel:
    """All that the engine needs.

    Attributes:
        incident_score: a peak score above this, for long enough, is an incident.
        fitted_on: what it was fitted on, for people.
    """

    normal: NormalModel
    naming: Naming
    incident_score: float
    fitted_on: Dict[str, Any]


def blank_model(settings: ModelSettings = ModelSettings()) -> DiagnosisModel:
    """A model that watches nothing and always says ``none``: what a robot drives with to record its first telemetry."""
    flat = np.zeros((2, 0))
    empty, table = np.zeros(0), np.zeros((0, 0))
    normal = NormalModel((), FeedGraph({}), settings, empty, empty, empty, empty, table, flat, flat, Limits(*[flat] * 7))
    naming = Naming((NONE,), np.zeros((1, 0)), np.zeros(1), 1.0, np.zeros((1, 0)), empty, 1.0, 1.0)
    return DiagnosisModel(normal, naming, 1.0, {"runs": 0})
