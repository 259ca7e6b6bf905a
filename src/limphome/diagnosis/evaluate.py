"""How good the diagnosis is, with counts, 95 % bounds and the simple rankers beside it."""

from collections import Counter
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from limphome.diagnosis.bounds import poisson_upper, wilson
from limphome.diagnosis.calibration import calibration_floor, calibration_interval, expected_calibration_error
from limphome.diagnosis.confusion import Classes
from limphome.diagnosis.naming import Label
from limphome.diagnosis.outcome import AFTER_S, Outcome


def share(hits: int, count: int) -> Dict[str, Any]:
    """A rate with what it stands on."""
    low, high = wilson(hits, count)
    return {
        "hits": hits,
        "count": count,
        "share": round(hits / count, 4) if count else None,
        "low": round(low, 4),
        "high": round(high, 4),
    }


def evaluate(outcomes: Sequence[Outcome], classes: Classes = ()) -> Dict[str, Any]:
    """All figures of a set of diagnosed runs; ``classes`` are labels that cannot be told apart."""
    single = [outcome for outcome in outcomes if outcome.run.single is not None]
    answered = [outcome for outcome in single if outcome.incident is not None]
    return {
        "detection": _detection(single),
        "component": _component(answered),
        "naming": _naming(answered, classes),
        "told": _told(answered),
        "calibration": _calibration(answered),
        "per_fault": {name: _naming(group, classes) for name, group in _by_fault(answered).items()},
        "detection_per_fault": {name: _detection(group)["incident"] for name, group in _by_fault(single).items()},
        "per_severity": {str(s): _at_severity([o for o in answered if _fault(o).severity == s], classes) for s in range(1, 6)},
        "nominal": _nominal([outcome for outcome in outcomes if not outcome.run.faults]),
        "two_faults": _two(outcomes),
        "confusion": confusion(answered),
    }


def _fault(outcome: Outcome) -> Any:
    return outcome.run.faults[0]


def _by_fault(outcomes: Sequence[Outcome]) -> Dict[str, List[Outcome]]:
    groups: Dict[str, List[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(" ".join(_fault(outcome).label), []).append(outcome)
    return dict(sorted(groups.items()))


def _detection(outcomes: Sequence[Outcome]) -> Dict[str, Any]:
    delays = [o.incident.confirmed_s - _fault(o).shown_s for o in outcomes if o.incident]
    median_s, worst_s = (_quantile(delays, q) for q in (0.5, 0.95))
    return {
        "incident": share(len(delays), len(outcomes)),
        "early": sum(outcome.early > 0 for outcome in outcomes),
        "delay_median_s": median_s,
        "delay_95_s": worst_s,
        "onset_error_s": _onset_error(outcomes),
    }


def _onset_error(outcomes: Sequence[Outcome]) -> Dict[str, Any]:
    """When it is told to have begun, less when it showed [s]; of those whose first answer tells a beginning."""
    began = [(_fault(o).shown_s, o.causes[0].onset_s) for o in outcomes if o.incident]
    errors = [onset_s - shown_s for shown_s, onset_s in began if onset_s is not None]
    return {"count": len(errors), **{f"q{round(100 * q)}": _quantile(errors, q) for q in (0.05, 0.5, 0.95)}}


def _quantile(values: Sequence[float], q: float) -> Optional[float]:
    return round(float(np.quantile(values, q)), 2) if values else None


def _component(outcomes: Sequence[Outcome]) -> Dict[str, Any]:
    """AC@1 and AC@3 of the engine and of each baseline, on the same cases: those that a baseline can be asked of."""
    outcomes = [outcome for outcome in outcomes if outcome.rankings]
    rankings: Dict[str, List[Tuple[str, Tuple[str, ...]]]] = {"limphome": [(_fault(o).component, o.components) for o in outcomes]}
    for outcome in outcomes:
        for name, ranking in outcome.rankings.items():
            rankings.setdefault(name, []).append((_fault(outcome).component, ranking))
    return {
        name: {f"ac@{k}": share(sum(true in ranking[:k] for true, ranking in cases), len(cases)) for k in (1, 3)}
        for name, cases in rankings.items()
    }


def _naming(outcomes: Sequence[Outcome], classes: Classes) -> Dict[str, Any]:
    answers = [(_fault(o).label, [(cause.fault, cause.component) for cause in o.causes]) for o in outcomes]
    n = len(answers)
    return {
        "fault_and_component": share(sum(true == said[0] for true, said in answers), n),
        "fault": share(sum(true[0] == said[0][0] for true, said in answers), n),
        "within_class": share(sum(_same(true, said[0], classes) for true, said in answers), n),
        "in_first_three": share(sum(true in said[:3] for true, said in answers), n),
        "unknown": share(sum(said[0][0] == "unknown" for _, said in answers), n),
    }


def _at_severity(outcomes: Sequence[Outcome], classes: Classes) -> Dict[str, Any]:
    return {**_naming(outcomes, classes), "told": _told(outcomes)}


def _told(outcomes: Sequence[Outcome]) -> Dict[str, Any]:
    """How much of the time in which an incident is told tells the right fault, while it acts and after it healed."""
    acting = [o.right_share(_fault(o).shown_s, _fault(o).end_s) for o in outcomes]
    healed = [o.right_share(_fault(o).end_s, _fault(o).end_s + AFTER_S) for o in outcomes]
    return {"acting": _mean(acting), "healed": _mean(healed)}


def _mean(shares: Sequence[Optional[float]]) -> Dict[str, Any]:
    there = [found for found in shares if found is not None]
    return {"runs": len(there), "share": round(float(np.mean(there)), 4) if there else None}


def _same(true: Label, said: Label, classes: Classes) -> bool:
    return true == said or any(true in group and said in group for group in classes)


def _calibration(outcomes: Sequence[Outcome]) -> Dict[str, Any]:
    confidence = np.array([o.causes[0].probability for o in outcomes])
    correct = np.array([(o.causes[0].fault, o.causes[0].component) == _fault(o).label for o in outcomes], bool)
    rng = np.random.default_rng(0)
    low, high = calibration_interval(confidence, correct, rng)
    return {
        "cases": len(outcomes),
        "ece": round(expected_calibration_error(confidence, correct), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "floor": round(calibration_floor(confidence, rng), 4),
        "mean_confidence": round(float(confidence.mean()), 4) if len(confidence) else None,
    }


def _nominal(outcomes: Sequence[Outcome]) -> Dict[str, Any]:
    hours = sum(outcome.run.seconds for outcome in outcomes) / 3600
    incidents = sum(outcome.early for outcome in outcomes)
    return {
        "runs": len(outcomes),
        "hours": round(hours, 3),
        "incidents": incidents,
        "runs_without": share(sum(outcome.early == 0 for outcome in outcomes), len(outcomes)),
        "per_hour_upper": round(poisson_upper(incidents) / hours, 2) if hours else None,
    }


def _two(outcomes: Sequence[Outcome]) -> Dict[str, Any]:
    """Runs with two faults at once: is the first answer one of them, are both among the first three."""
    both = [o for o in outcomes if len(o.run.faults) == 2 and o.incident]
    said = [([fault.label for fault in o.run.faults], [(c.fault, c.component) for c in o.causes]) for o in both]
    return {
        "one_first": share(sum(answers[0] in true for true, answers in said), len(said)),
        "both_in_three": share(sum(set(true) <= set(answers[:3]) for true, answers in said), len(said)),
    }


def confusion(outcomes: Sequence[Outcome]) -> Dict[str, Dict[str, int]]:
    """True fault -> how often each first answer was given."""
    table: Dict[str, Counter] = {}
    for outcome in outcomes:
        said = outcome.causes[0]
        table.setdefault(" ".join(_fault(outcome).label), Counter())[f"{said.fault} {said.component}".strip()] += 1
    return {true: dict(row.most_common()) for true, row in sorted(table.items())}
