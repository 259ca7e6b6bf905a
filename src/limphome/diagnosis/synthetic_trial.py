"""How often the broken component of made-up pipelines is found, beside the simple rankers."""

from dataclasses import replace
from typing import Dict, List, Tuple

import numpy as np

from limphome.diagnosis.baselines import BASELINES, rank_components
from limphome.diagnosis.component_ranking import ComponentRanker
from limphome.diagnosis.evaluate import share
from limphome.diagnosis.feed_graph import FeedGraph, component_of
from limphome.diagnosis.fit_normal import fit_normal
from limphome.diagnosis.normal_model import NormalModel
from limphome.diagnosis.scores import Scorer
from limphome.diagnosis.settings import ModelSettings
from limphome.diagnosis.synthetic import SyntheticPipeline
from limphome.diagnosis.telemetry import Telemetry

SETTINGS = ModelSettings(lags=(1, 2, 3, 4), context_metric="", warmup_ticks=20)
COMPONENTS = 12
NOMINAL_TICKS = 3000
BEFORE_TICKS, FAULT_TICKS = 300, 20


def synthetic_trial(
    pipelines: int = 30, cases: int = 10, missing_edges: float = 0.0, hide_root: bool = False, seed: int = 0
) -> Dict[str, Dict[str, object]]:
    """AC@1 after 2 s of fault, of the engine's ranking and of each baseline.

    Args:
        pipelines, cases: random pipelines, and faults in each.
        missing_edges: share of the declared feeds that the engine is not told of.
        hide_root: the broken component's own metrics do not show the fault.
    """
    hits: Dict[str, List[bool]] = {}
    for number in range(pipelines):
        rng = np.random.default_rng([seed, number])
        pipeline = SyntheticPipeline.draw(rng, COMPONENTS)
        model = fit_normal([pipeline.drive(rng, NOMINAL_TICKS)], _forget(pipeline.graph, missing_edges, rng), SETTINGS)
        for _ in range(cases):
            root = int(rng.integers(COMPONENTS))
            drive = _drive(pipeline, root, int(rng.integers(2**32)), hide_root)
            for name, ranking in _rankings(model, drive).items():
                hits.setdefault(name, []).append(ranking[0] == f"c{root:02d}")
    return {name: {"ac@1": share(sum(hit), len(hit))} for name, hit in hits.items()}


def _forget(graph: FeedGraph, missing: float, rng: np.random.Generator) -> FeedGraph:
    kept = {name: tuple(fed for fed in fed_by if rng.random() >= missing) for name, fed_by in graph.feeders.items()}
    return FeedGraph(kept)


def _drive(pipeline: SyntheticPipeline, root: int, seed: int, hide_root: bool) -> Telemetry:
    """A drive with a fault; when the root is hidden its own metrics are those of the twin drive without the fault."""
    ticks = BEFORE_TICKS + FAULT_TICKS
    broken = pipeline.draw_break(np.random.default_rng([seed, 1]), f"c{root:02d}")
    drive = pipeline.drive(np.random.default_rng(seed), ticks, broken, BEFORE_TICKS)
    if not hide_root:
        return drive
    twin = pipeline.drive(np.random.default_rng(seed), ticks)
    own = np.array([component_of(name) == f"c{root:02d}" for name in drive.names])
    return replace(drive, values=np.where(own, twin.values, drive.values))


def _rankings(model: NormalModel, drive: Telemetry) -> Dict[str, Tuple[str, ...]]:
    scorer, table = Scorer(model), drive.aligned(model.names)
    for tick, values in enumerate(table):
        scores = scorer.update(tick, values)
    before, after = table[SETTINGS.warmup_ticks : BEFORE_TICKS], table[BEFORE_TICKS:]
    simple = {name: rank_components(ranker, model.names, before, after) for name, ranker in BASELINES.items()}
    return {"limphome": ComponentRanker(model).rank(scores).components, **simple}
