"""What the engine says of a kind of fault that it was not fitted on."""

from typing import Any, Dict, Sequence

from limphome.diagnosis.evaluate import share
from limphome.diagnosis.feed_graph import ROVER, FeedGraph
from limphome.diagnosis.fit import fit
from limphome.diagnosis.outcome import Outcome, diagnose_run
from limphome.diagnosis.recorded_run import RecordedRun
from limphome.diagnosis.settings import ModelSettings


def never_seen(
    fit_runs: Sequence[RecordedRun],
    test_runs: Sequence[RecordedRun],
    kinds: Sequence[str],
    graph: FeedGraph = FeedGraph(ROVER),
    settings: ModelSettings = ModelSettings(),
) -> Dict[str, Any]:
    """For each kind: fit without it, then diagnose its test runs; the last row is over all of them."""
    table: Dict[str, Any] = {}
    everything = []
    for kind in kinds:
        model = fit([run for run in fit_runs if all(fault.fault != kind for fault in run.faults)], graph, settings)
        outcomes = [diagnose_run(model, run) for run in test_runs if run.single is not None and run.single.fault == kind]
        answered = [outcome for outcome in outcomes if outcome.incident is not None]
        everything += answered
        table[kind] = _row(answered)
    return {**table, "all": _row(everything)}


def _row(outcomes: Sequence[Outcome]) -> Dict[str, Any]:
    said = [[cause.fault for cause in outcome.causes] for outcome in outcomes]
    n = len(said)
    return {
        "unknown_first": share(sum(faults[0] == "unknown" for faults in said), n),
        "unknown_in_three": share(sum("unknown" in faults[:3] for faults in said), n),
        "component": share(sum(o.components[:1] == (o.run.faults[0].component,) for o in outcomes), n),
    }
