"""The whole landscape: measure, find the front, show how soon a search would have found it."""

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.landscape.candidate import Axes, Candidate
from limphome.learning.landscape.laboratory import Laboratory
from limphome.learning.landscape.objectives import cost_matrix, usable
from limphome.learning.landscape.pareto import pareto_front
from limphome.learning.landscape.replay import replay
from limphome.learning.landscape.search import search
from limphome.resources.power.conditions import conditions

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class SurveyOptions:
    """How much is measured.

    Attributes:
        objectives: what the front weighs. seconds: of timing all candidates in turn. memory: start a process for each.
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
        ``energy_reason``, ``conditions``.

    Raises:
        LimphomeError: no candidate runs.
    """
    chosen = axes.grid() if options.trials is None else _searched(axes, laboratory, options)
    rows = laboratory.rows(chosen, options.seconds, options.memory)
    if not rows:
        raise LimphomeError("no candidate runs: " + "; ".join(laboratory.refused.values()), "landscape", "other axes")
    names, left_out = usable(options.objectives, rows)
    costs = cost_matrix(rows, names)
    rows = [{**row, "front": bool(on)} for row, on in zip(rows, pareto_front(costs))]
    return {
        "schema_version": SCHEMA_VERSION,
        "axes": {name: list(values) for name, values in axes.values().items()},
        "grid_points": len(axes.grid()),
        "objectives": names,
        "left_out": left_out,
        "energy_reason": None if laboratory.meters.found else laboratory.meters.reason,
        "rows": rows,
        "front": [row["label"] for row in rows if row["front"]],
        "refused": dict(laboratory.refused),
        "search": _search_report(axes, rows, costs, options),
        "conditions": conditions(),
    }


def _searched(axes: Axes, laboratory: Laboratory, options: SurveyOptions) -> List[Candidate]:
    """What a search chooses to measure, by accuracy and a quick time of each alone."""

    def measure(candidate: Candidate) -> Optional[Sequence[float]]:
        figures, quick_ms = laboratory.accuracy(candidate), laboratory.quick_ms(candidate)
        return None if figures is None or quick_ms is None else (1 - figures["map50_95"], float(np.log(quick_ms)))

    chosen = []
    assert options.trials is not None
    for candidate in search(axes, measure, 2, options.trials, options.seed):
        chosen.append(candidate)
        laboratory.show("search", len(chosen), options.trials, candidate.label)
    return chosen


def _search_report(axes: Axes, rows: List[Dict[str, Any]], costs: np.ndarray, options: SurveyOptions) -> Dict[str, Any]:
    if options.trials is not None:
        return {"kind": "live", "measured": len(rows), "grid_points": len(axes.grid()), "seed": options.seed}
    candidates = [Candidate(**row["candidate"]) for row in rows]
    return {"kind": "replay of the measured grid", **replay(axes, candidates, costs)}
