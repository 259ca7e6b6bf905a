"""The online engine: health rows in, ranked causes out."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import numpy as np

from limphome.core import Cause, Health
from limphome.diagnosis.component_ranking import ComponentRanker
from limphome.diagnosis.evidence import evidence
from limphome.diagnosis.features import Features
from limphome.diagnosis.incident import Debounce, Incident
from limphome.diagnosis.model_file import DiagnosisModel, load_model
from limphome.diagnosis.naming import NONE
from limphome.diagnosis.one_clock import LONGEST_GAP_TICKS
from limphome.diagnosis.scores import Scorer, Scores
from limphome.diagnosis.settings import EngineConfig
from limphome.diagnosis.telemetry import tick_of

CALM = (Cause("none", "", 1.0),)


class Engine:
    """Watches the telemetry of one drive.

    Rows are gathered in cells of 0.1 s; a cell is scored when a later one begins. Until an incident is
    confirmed the answer is ``none``; while it lasts, the present ranking, and while the fault pauses that
    of the moment that departed most.
    """

    def __init__(self, model: DiagnosisModel, config: Optional[EngineConfig] = None) -> None:
        self.model, self.config = model, config or EngineConfig()
        self._column = {name: i for i, name in enumerate(model.normal.names)}
        self._start()

    @classmethod
    def load(cls, path: Path, config: Optional[EngineConfig] = None) -> "Engine":
        """From a model file, or a folder that holds ``model.json``; LimphomeError when it is none of ours."""
        return cls(load_model(path), config)

    @property
    def incident(self) -> Optional[Incident]:
        """The incident that lasts, or None."""
        last = self.incidents[-1] if self.incidents else None
        return last if last and last.cleared_s is None else None

    def observe(self, health: Health) -> None:
        """Take one health row; rows of a cell already scored count for the present one.

        A row that is far from the present is left out: a node that has just started and knows no time yet stamps 0.
        Only :meth:`diagnose` says that the clock itself has jumped.
        """
        tick = tick_of(health.stamp_s, self._tick_s)
        if self._tick is not None and abs(tick - self._tick) > LONGEST_GAP_TICKS:
            return
        self._advance(tick)
        for key, value in health.metrics.items():
            column = self._column.get(f"{health.component}.{key}")
            if column is not None and math.isfinite(value):
                self._cell[column] = value

    def diagnose(self, now_s: float) -> Tuple[Cause, ...]:
        """Causes, best first, probabilities summing to 1; ``none`` alone while there is no incident."""
        self._advance(tick_of(now_s, self._tick_s))
        return self._causes if self.incident else CALM

    def start_afresh(self) -> None:
        """Forget the rows, as after a jump of the clock; an incident that lasted ends here."""
        past = self._closed_incidents()
        self._start()
        self.incidents.extend(past)

    def _start(self) -> None:
        normal = self.model.normal
        self._tick_s = normal.settings.tick_s
        self._scorer, self._features, self._ranker = Scorer(normal), Features(normal), ComponentRanker(normal)
        times_s = (self.config.confirm_s, self.config.clear_s, self.config.forget_s)
        self._debounce = Debounce(*(round(time_s / self._tick_s) for time_s in times_s))
        self._causes: Tuple[Cause, ...] = CALM
        self._clearest: Tuple[Cause, ...] = CALM
        self._most = 0.0
        self._scores: Optional[Scores] = None
        self._tick: Optional[int] = None
        self._cell = np.full(len(normal.names), np.nan)
        self.incidents: List[Incident] = []

    def _advance(self, tick: int) -> None:
        """Score every cell before ``tick``."""
        if self._tick is None or not -LONGEST_GAP_TICKS <= tick - self._tick <= LONGEST_GAP_TICKS:
            self.start_afresh()
            self._tick = tick
        while self._tick < tick:
            self._score(self._tick)
            self._tick += 1

    def _closed_incidents(self) -> List[Incident]:
        """What was until now; an incident that lasted ends where the clock left it."""
        if self._tick is None:
            return []
        end_s = self._tick * self._tick_s
        return [past if past.cleared_s is not None else replace(past, cleared_s=end_s) for past in self.incidents]

    def _score(self, tick: int) -> None:
        if not self._column:
            return
        cell, self._cell = self._cell, np.full(len(self._cell), np.nan)
        self._scores = self._scorer.update(tick, cell)
        departs = self._scores.peak > self.model.incident_score
        self._debounce.update(departs)
        if self.incident is None and self._debounce.confirmed:
            self._confirm(tick)
        elif self.incident is not None and self._debounce.cleared:
            self.incidents[-1] = replace(self.incidents[-1], cleared_s=tick * self._tick_s)
            self._debounce.forget()
        if self.incident is not None:
            self._follow(departs, self._scores.peak)

    def _follow(self, departs: bool, peak: float) -> None:
        """What is told while an incident lasts."""
        if not departs:
            self._causes = self._clearest
            return
        self._causes = self._rank()
        if peak >= self._most:
            self._most, self._clearest = peak, self._causes

    def _confirm(self, tick: int) -> None:
        none = sum(p for p, (fault, _) in zip(self._probabilities().tolist(), self.model.naming.labels) if fault == NONE[0])
        if none < self.config.none_limit:  # asked first: evidence for every cause, tick by tick, costs more than all else here
            causes = self._rank()
            causes = causes if causes[0].fault != NONE[0] else (*causes[1:], causes[0])
            onset_s = causes[0].onset_s if causes[0].onset_s is not None else tick * self._tick_s
            self._most = 0.0
            self.incidents.append(Incident(onset_s, round(tick * self._tick_s, 3), causes))

    def _probabilities(self) -> np.ndarray:
        """Of the labels, then of ``unknown``."""
        assert self._scores is not None  # there is no incident before the first score
        return self.model.naming.probabilities(self._features.of(self._scores))

    def _rank(self) -> Tuple[Cause, ...]:
        scores, naming, probabilities = self._scores, self.model.naming, self._probabilities()
        assert scores is not None
        labels = (*naming.labels, ("unknown", self._ranker.rank(scores).components[0]))
        order = np.argsort(-probabilities, kind="stable")
        onsets = self._onsets(scores)
        causes = [self._cause(labels[i], float(probabilities[i]), onsets, scores) for i in order]
        return tuple(causes)

    def _cause(self, label: Tuple[str, str], probability: float, onsets: Dict[str, float], scores: Scores) -> Cause:
        fault, component = label
        if fault == NONE[0]:
            return Cause(fault, component, probability)
        told = evidence(self._scorer.window, scores, component, self.config.evidence) if probability > 0.01 else ()
        return Cause(fault, component, probability, onsets.get(component), told)

    def _onsets(self, scores: Scores) -> Dict[str, float]:
        """When each component began to depart [s], by those of its metrics that depart at least half as much as its most.

        Others that happen to be at the edge of normal would put it seconds before the fault.
        """
        sizes: Dict[str, float] = {}
        owners = [name.split(".", 1)[0] for name in self.model.normal.names]
        for owner, size in zip(owners, scores.size.tolist()):
            sizes[owner] = max(sizes.get(owner, 0.0), size)
        out: Dict[str, float] = {}
        for owner, size, tick in zip(owners, scores.size.tolist(), scores.onset_tick.tolist()):
            if size > 1 and size >= sizes[owner] / 2 and not math.isnan(tick):
                out[owner] = min(out.get(owner, math.inf), round(tick * self._tick_s, 3))
        return out
