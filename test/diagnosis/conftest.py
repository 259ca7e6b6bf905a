"""A small made-up pipeline with recorded runs, and a model fitted on them; the same for all tests of this folder."""

from pathlib import Path
from typing import List, Tuple

import numpy as np
import pytest

from limphome.diagnosis.diagnosis_model import DiagnosisModel
from limphome.diagnosis.fit import fit
from limphome.diagnosis.recorded_run import RecordedFault, RecordedRun
from limphome.diagnosis.settings import ModelSettings
from limphome.diagnosis.synthetic import SyntheticPipeline

SETTINGS = ModelSettings(lags=(1, 2, 3, 4), context_metric="", warmup_ticks=25)
START = 80
END = 140
KINDS = {
    ("sensor.jump", "c00"): (0, "level", 5.0),
    ("sensor.freeze", "c01"): (4, "freeze", 0.0),
    ("process.crash", "c02"): (7, "silence", 0.0),
    ("sensor.noise", "c03"): (10, "spread", 5.0),
}


def recorded(pipeline: SyntheticPipeline, seed: int, label: Tuple[str, str] = ("", ""), size: float = 1.0) -> RecordedRun:
    """One run of the small pipeline, with one fault from START to its end, or nominal."""
    if not label[0]:
        return RecordedRun(pipeline.drive(np.random.default_rng(seed), 400), "made_up", seed, "fit")
    metric, mechanism, height = KINDS[label]
    drive = pipeline.drive(np.random.default_rng(seed), END, [(metric, mechanism, size * height)], START)
    return RecordedRun(drive, "made_up", seed, "fit", (RecordedFault(*label, 3, START * 0.1, END * 0.1),))


@pytest.fixture(scope="session")
def pipeline() -> SyntheticPipeline:
    return SyntheticPipeline.draw(np.random.default_rng(5), components=4, metrics=3)


@pytest.fixture(scope="session")
def runs(pipeline: SyntheticPipeline) -> List[RecordedRun]:
    nominal = [recorded(pipeline, seed) for seed in range(10)]
    return nominal + [recorded(pipeline, 100 + 10 * k + n, label) for k, label in enumerate(KINDS) for n in range(6)]


@pytest.fixture(scope="session")
def model(pipeline: SyntheticPipeline, runs: List[RecordedRun]) -> DiagnosisModel:
    return fit(runs, pipeline.graph, SETTINGS)


@pytest.fixture
def model_path(model: DiagnosisModel, tmp_path: Path) -> Path:
    from limphome.diagnosis.model_file import save_model

    save_model(model, tmp_path)
    return tmp_path / "model.json"
