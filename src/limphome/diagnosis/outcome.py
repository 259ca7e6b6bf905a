"""What the engine said about one recorded run, beside what was true."""

from dataclasses import dataclass
from typing import Dict, List, Optional, Tuple

import numpy as np

from limphome.core import Cause, Health
from limphome.diagnosis.baselines import BASELINES, rank_components
from limphome.diagnosis.diagnosis_model import DiagnosisModel
from limphome.diagnosis.engine import Engine
from limphome.diagnosis.incident import Incident
from limphome.diagnosis.recorded_run import RecordedRun
from limphome.diagnosis.settings import EngineConfig

AFTER_S = 5.0  # an incident this long after a fault healed may still be its consequence


@dataclass(frozen=True)
class Outcome:
    """One run, diagnosed.

    Attributes:
        incident: the first one confirmed after the fault showed (any, in a nominal run); None if there was none.
        early: incidents confirmed before the fault showed, or without any.
        rankings: components as each baseline ranks them at the moment of ``incident``.
        told: every 0.1 s with an incident, its time [s] and the cause that was told first.
    """

    run: RecordedRun
    incident: Optional[Incident]
    early: int
    rankings: Dict[str, Tuple[str, ...]]
    told: Tuple[Tuple[float, Cause], ...] = ()

    def right_share(self, from_s: float, to_s: float) -> Optional[float]:
        """Share of the moments in (from_s, to_s] that told the one fault of this run; None if nothing was told."""
        fault = self.run.single
        said = [(cause.fault, cause.component) for at_s, cause in self.told if from_s < at_s <= to_s]
        return said.count(fault.label) / len(said) if fault and said else None

    @property
    def causes(self) -> Tuple[Cause, ...]:
        """The ranking at confirmation; empty without an incident."""
        return self.incident.causes if self.incident else ()

    @property
    def components(self) -> Tuple[str, ...]:
        """Components in the order of their summed probability."""
        total: Dict[str, float] = {}
        for cause in self.causes:
            if cause.component:
                total[cause.component] = total.get(cause.component, 0.0) + cause.probability
        return tuple(sorted(total, key=lambda component: -total[component]))


def diagnose_run(model: DiagnosisModel, run: RecordedRun, config: Optional[EngineConfig] = None) -> Outcome:
    """Replay the telemetry of a run through the engine."""
    engine = Engine(model, config)
    told = _replay(engine, run)
    shown = [fault.shown_s for fault in run.faults if fault.shown_s is not None]
    from_s = min(shown, default=np.inf)
    to_s = max((fault.end_s for fault in run.faults), default=0.0) + AFTER_S
    caused = [incident for incident in engine.incidents if from_s <= incident.confirmed_s <= to_s]
    early = sum(incident.confirmed_s < from_s for incident in engine.incidents)
    first = caused[0] if caused else None
    return Outcome(run, first, early, _baselines(model, run, first) if first else {}, tuple(told))


def _replay(engine: Engine, run: RecordedRun) -> List[Tuple[float, Cause]]:
    """What is told once all rows of a cell have come."""
    told = []
    rows: Dict[float, List[Health]] = {}
    for row in run.telemetry.rows():
        rows.setdefault(row.stamp_s, []).append(row)
    for at_s in run.telemetry.time_s:
        for row in rows.get(float(at_s), ()):
            engine.observe(row)
        cause = engine.diagnose(float(at_s) + run.telemetry.tick_s)[0]
        if engine.incident:
            told.append((float(at_s), cause))
    return told


def _baselines(model: DiagnosisModel, run: RecordedRun, incident: Incident) -> Dict[str, Tuple[str, ...]]:
    """Each baseline sees the same metrics up to the same moment, and is even told when the departure began."""
    settings, table = model.normal.settings, run.telemetry.aligned(model.normal.names)
    time_s = run.telemetry.time_s
    warm = np.arange(len(time_s)) >= settings.warmup_ticks
    shown = time_s >= incident.onset_s
    before, after = table[warm & ~shown], table[warm & shown & (time_s <= incident.confirmed_s)]
    if not len(before) or not len(after):
        return {}
    return {name: rank_components(ranker, model.normal.names, before, after) for name, ranker in BASELINES.items()}
