"""The whole landscape: measure, find the front, show how soon a search would have found it."""

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.landscape.candidate import Axes, Candidate
from limphome.learning.landscape.laboratory import Laboratory
from limphome.learning.landscape.objectives import cost, cost_matrix, measurable, usable
from limphome.learning.landscape.pareto import pareto_front
from limphome.learning.landscape.replay import replay
from limphome.learning.landscape.search import search
from limphome.perception.bench_energy import ROUNDS
from limphome.resources.power.conditions import conditions

SCHEMA_VERSION = 1
QUICK_S = 0.5
"""Of timing one candidate alone, for a search."""


@dataclass(frozen=True)
class SurveyOptions:
    """How much is measured.

    Attributes:
        objectives: what front and search weigh. seconds: of timing all candidates in turn. memory: start a process for each.
        trials: candidates that a search chooses; None measures the whole grid and replays the search on it.
        seed: of the search.
    """

    objectives: Tuple[str, ...] = ("accuracy", "latency", "energy")
    seconds: float = 20.0
    memory: bool = True
    trials: Optional[int] = None
    seed: int = 0


def survey(axes: Axes, laboratory: Laboratory, options: SurveyOptions) -> Dict[str, Any]:
    """Measure the points of ``axes``.

    Returns:
        ``rows`` (each with ``front``: nothing beats it), ``objectives``, ``left_out``, ``refused``, ``search``,
        ``classes`` that accuracy is of, ``energy_reason``; ``conditions`` before anything ran, as rows have modes of their own.

    Raises:
        LimphomeError: no candidate runs, or no objective can be measured here.
    """
    found = conditions()
    names = measurable(options.objectives, bool(laboratory.meters.found), options.memory)
    chosen = axes.grid() if options.trials is None else _searched(axes, laboratory, options, names)
    rows = laboratory.rows(chosen, options.seconds, options.memory)
    if not rows:
        raise LimphomeError("no candidate runs: " + "; ".join(laboratory.refused.values()), "landscape", "other axes")
    weighed, left_out = usable(options.objectives, rows)
    costs = cost_matrix(rows, weighed)
    rows = [{**row, "front": bool(on)} for row, on in zip(rows, pareto_front(costs))]
    return {
        "schema_version": SCHEMA_VERSION,
        "axes": {name: list(values) for name, values in axes.values().items()},
        "grid_points": len(axes.grid()),
        "objectives": weighed,
        "left_out": left_out,
        "classes": list(laboratory.frames.classes),
        "energy_reason": None if laboratory.meters.found else laboratory.meters.reason,
        "rows": rows,
        "front": [row["label"] for row in rows if row["front"]],
        "refused": dict(laboratory.refused),
        "search": _replayed(axes, rows, costs) if options.trials is None else _told(axes, rows, options, names),
        "conditions": found,
    }


def _searched(axes: Axes, laboratory: Laboratory, options: SurveyOptions, names: Sequence[str]) -> List[Candidate]:
    """What a search chooses to measure, by these objectives of each candidate alone, measured shortly in its power mode."""
    seconds = _quick_s(laboratory, names)

    def measure(candidate: Candidate) -> Optional[Sequence[float]]:
        rows = laboratory.rows([candidate], seconds, "memory" in names, lambda *step: None)
        costs = [cost(row, name) for row in rows for name in names]
        return None if not costs or None in costs else costs

    chosen = []
    assert options.trials is not None
    for candidate in search(axes, measure, len(names), options.trials, options.seed):
        chosen.append(candidate)
        laboratory.show("search", len(chosen), options.trials, candidate.label)
    return chosen


def _quick_s(laboratory: Laboratory, names: Sequence[str]) -> float:
    """Long enough that a meter is read once in every block, of the candidate and of nothing."""
    return max(QUICK_S, 2 * ROUNDS * laboratory.meters.period_s) if "energy" in names else QUICK_S


def _told(axes: Axes, rows: Sequence[Any], options: SurveyOptions, names: Sequence[str]) -> Dict[str, Any]:
    known = {"kind": "live", "objectives": list(names), "measured": len(rows), "grid_points": len(axes.grid())}
    return {**known, "seed": options.seed}


def _replayed(axes: Axes, rows: Sequence[Dict[str, Any]], costs: np.ndarray) -> Dict[str, Any]:
    candidates = [Candidate(**row["candidate"]) for row in rows]
    return {"kind": "replay of the measured grid", **replay(axes, candidates, costs)}
