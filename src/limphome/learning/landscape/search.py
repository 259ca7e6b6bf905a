"""A multi-objective search along the axes, by Optuna's tree-structured Parzen estimator.

Ozaki et al., "Multiobjective tree-structured Parzen estimator", JAIR 73 (2022).
"""

import importlib
import itertools
import warnings
from typing import Any, Callable, Dict, Iterator, Mapping, Optional, Sequence

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.landscape.candidate import Axes, Candidate
from limphome.resources.extra import extra

Measure = Callable[[Candidate], Optional[Sequence[float]]]
STARTUP, PATIENCE = 10, 5
"""Trials by chance before the estimator speaks; how often in a row it may name what is known before chance chooses again."""


def search(axes: Axes, measure: Measure, objectives: int, trials: int, seed: int) -> Iterator[Candidate]:
    """Yield each candidate as it is measured for the first time, ``trials`` of them or the whole grid.

    Args:
        measure: gives the costs of a candidate (less is better), one for each of ``objectives``; None if it does not run.

    Raises:
        LimphomeError: Optuna is missing.
    """
    optuna, rng = _optuna(), np.random.default_rng(seed)
    study = optuna.create_study(directions=["minimize"] * objectives, sampler=_sampler(optuna, seed))
    indices = [dict(zip(axes.values(), point)) for point in itertools.product(*(range(len(v)) for v in axes.values().values()))]
    rng.shuffle(indices)
    known: Dict[Candidate, Optional[Sequence[float]]] = {}
    stale = 0
    points = len(axes.grid())
    while len(known) < min(trials, points):
        if stale >= PATIENCE:
            study.enqueue_trial(next(point for point in indices if _at(axes, point) not in known))
        trial = study.ask()
        candidate = _at(axes, {name: trial.suggest_int(name, 0, len(v) - 1) for name, v in axes.values().items()})
        stale = stale + 1 if candidate in known else 0
        if candidate not in known:
            known[candidate] = measure(candidate)
            yield candidate
        costs = known[candidate]
        if costs is None:
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
        else:
            study.tell(trial, list(costs))


def _sampler(optuna: Any, seed: int) -> Any:
    """All axes are estimated together, for what is good along one depends on the others."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some versions of Optuna call this option experimental
        return optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTUP, multivariate=True)


def _at(axes: Axes, indices: Mapping[str, int]) -> Candidate:
    """The point at these places along the axes, which is what the estimator sees: sizes and numbers are in order."""
    return axes.candidate({name: values[indices[name]] for name, values in axes.values().items()})


def _optuna() -> Any:
    try:
        optuna = importlib.import_module("optuna")
    except ImportError as error:
        raise LimphomeError("the search needs Optuna", "landscape", extra("search")) from error
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna
