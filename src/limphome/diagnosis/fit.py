"""Recorded runs in, diagnosis model out."""

from typing import List, Sequence

import numpy as np

from limphome.core import LimphomeError
from limphome.diagnosis.confusion import indistinguishable
from limphome.diagnosis.diagnosis_model import DiagnosisModel
from limphome.diagnosis.feed_graph import ROVER, FeedGraph
from limphome.diagnosis.fit_naming import fit_naming
from limphome.diagnosis.fit_normal import fit_normal
from limphome.diagnosis.recorded_run import RecordedRun
from limphome.diagnosis.samples import collect, scored
from limphome.diagnosis.settings import ModelSettings
from limphome.diagnosis.widen import PERSIST_TICKS, widened

FEWEST_NOMINAL = 2
SPARE = 1.3  # the incident score stands this much above what nominal runs reached


def fit(
    runs: Sequence[RecordedRun],
    graph: FeedGraph = FeedGraph(ROVER),
    settings: ModelSettings = ModelSettings(),
    least_score: float = 1.0,
) -> DiagnosisModel:
    """Fit on all runs given. Every other nominal run is kept from the normal model, to widen its limits and set the
    incident score.

    Args:
        least_score: the model's incident score is no lower, however quiet those nominal runs were: few show little of what is
            normal. Names are learned from what the lower one calls a departure, too.
    """
    nominal = [run for run in runs if not run.faults]
    if len(nominal) < FEWEST_NOMINAL:
        raise LimphomeError(f"{len(nominal)} nominal runs", "fit", f"{FEWEST_NOMINAL} or more")
    spare = nominal[1::2]
    normal = widened(fit_normal([run.telemetry for run in nominal[::2]], graph, settings), spare, PERSIST_TICKS)
    incident_score = SPARE * max(1.0, _lasting_peak([scored(normal, run)[0] for run in spare]))
    samples = collect(normal, [*spare, *(run for run in runs if run.faults)], incident_score)
    naming, held_out = fit_naming(samples)
    classes = indistinguishable(held_out.labels[1:], samples.labels, held_out.answers)
    fitted_on = {
        "runs": len(runs),
        "nominal_runs": len(nominal),
        "nominal_s": round(sum(run.seconds for run in nominal), 1),
        "scenarios": sorted({run.scenario for run in runs}),
        "seeds": sorted({run.seed for run in runs}),
        "samples": len(samples.labels),
        "classes": sorted(sorted(list(label) for label in group) for group in classes),
    }
    return DiagnosisModel(normal, naming, round(max(incident_score, least_score), 4), fitted_on)


def _lasting_peak(peaks: List[np.ndarray], allowed_per_hour: float = 2.0) -> float:
    """The score that peaks exceed for ``PERSIST_TICKS`` in a row only ``allowed_per_hour`` times an hour."""
    lasting = []
    for peak in peaks:
        rows = len(peak) - PERSIST_TICKS + 1
        low = np.min([peak[k : k + rows] for k in range(PERSIST_TICKS)], axis=0) if rows > 0 else np.zeros(1)
        lasting.append(low.max())
    hours = sum(len(peak) for peak in peaks) / 36000.0
    ordered = np.sort(lasting)[::-1]
    return float(ordered[min(int(allowed_per_hour * hours), len(ordered) - 1)])
