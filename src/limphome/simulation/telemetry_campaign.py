"""Runs that diagnosis is fitted on and judged by: which ones, and how they are recorded."""

import itertools
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Iterator, List, Sequence, Tuple

import numpy as np

from limphome.core import FaultSpec
from limphome.diagnosis.recorded_run import RecordedFault, RecordedRun
from limphome.diagnosis.telemetry import Telemetry
from limphome.faults.table import LOCKSTEP, component_of, fault_table
from limphome.resources.parent import end_with_parent
from limphome.simulation.closed_loop import ClosedLoop
from limphome.simulation.fault_injection import FaultInjection
from limphome.simulation.lockstep_config import LockstepConfig
from limphome.simulation.scenario import load_scenario, write_world
from limphome.simulation.simulator import Simulator
from limphome.simulation.stages import load_stages

FIT, TEST = "fit", "test"
SCENARIOS = {FIT: ("clear_route", "crowded_yard"), TEST: ("crossing_person", "blind_corner")}
NOMINAL_SCENARIOS = {FIT: ("clear_route", "crowded_yard", "demo", "still_scene"), TEST: SCENARIOS[TEST]}
SEVERITIES = {FIT: (2, 4), TEST: (1, 3, 5)}
FIRST_SEED = {FIT: 1000, TEST: 500_000}  # no world is used for both
FAULT_S, AFTER_S = 8.0, 4.0
MOST_PAIRS = 60
RUNS_A_PROCESS = 20


@dataclass(frozen=True)
class Request:
    """One run to record."""

    name: str
    purpose: str
    scenario: str
    seed: int
    faults: Tuple[FaultSpec, ...]
    duration_s: float


def plan(purpose: str, repeats: int, nominal: int, nominal_s: float = 60.0) -> List[Request]:
    """Every fault and target at every severity of the purpose, in its scenarios, with random onsets; and nominal runs.

    Args:
        purpose: ``fit`` or ``test``.
        repeats: runs of each fault, severity and scenario.
        nominal: runs without a fault; a test also gets half as many with two faults at once, up to ``MOST_PAIRS``.
    """
    rng = np.random.default_rng(FIRST_SEED[purpose])
    cases: List[Tuple[FaultSpec, ...]] = [() for _ in range(nominal)]
    # Every other nominal run is spare (see fit): two of a scenario in a row, so that both halves have all of them.
    scenarios = list(itertools.islice(itertools.cycle(NOMINAL_SCENARIOS[purpose]), nominal))
    for severity, scenario, _ in itertools.product(SEVERITIES[purpose], SCENARIOS[purpose], range(repeats)):
        single = [(_spec(name, target, severity, rng),) for name, target in targets()]
        cases += single
        scenarios += [scenario] * len(single)
    if purpose == TEST:
        pairs = list(_pairs(min(nominal // 2, MOST_PAIRS), rng))
        cases += pairs
        scenarios += [SCENARIOS[TEST][k % 2] for k in range(len(pairs))]
    return [
        _request(purpose, number, scenario, faults, nominal_s) for number, (scenario, faults) in enumerate(zip(scenarios, cases))
    ]


def targets() -> List[Tuple[str, str]]:
    """(``layer.kind``, target) of everything that can be injected in lockstep; all of it can be over ROS too."""
    table = fault_table()
    return [(name, target) for name in sorted(table) if LOCKSTEP in table[name].works_in for target in table[name].targets]


def record(requests: Sequence[Request], folder: Path, processes: int = 1) -> Iterator[Request]:
    """Record what is not in ``folder`` yet; yields each request as it is done, so that a broken-off campaign goes on.

    Renderers do not share a process well for long: processes are fresh every ``RUNS_A_PROCESS`` runs, and the runs of one that
    died are tried once more.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [request for request in requests if not is_recorded(request, folder)]
    size = RUNS_A_PROCESS * processes
    for batch in (missing[k : k + size] for k in range(0, len(missing), size)):
        try:
            yield from _record_batch(batch, folder, processes)
        except BrokenProcessPool:
            yield from _record_batch([request for request in batch if not is_recorded(request, folder)], folder, processes)


def is_recorded(request: Request, folder: Path) -> bool:
    """True once both files of the run are there; what was injected is written last."""
    return (folder / f"{request.name}.json").is_file()


def _record_batch(batch: Sequence[Request], folder: Path, processes: int) -> Iterator[Request]:
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=end_with_parent) as pool:
        waiting = {pool.submit(record_one, request, folder): request for request in batch}
        for done in as_completed(waiting):
            done.result()
            yield waiting[done]


def record_one(request: Request, folder: Path) -> None:
    """One run in lockstep; its telemetry and, beside it, what was injected."""
    scenario = replace(load_scenario(request.scenario), duration_s=request.duration_s)
    with tempfile.TemporaryDirectory() as temporary:
        simulator = Simulator(write_world(scenario, request.seed, Path(temporary)), request.seed)
    try:
        injection = FaultInjection(request.faults, request.seed)
        loop = ClosedLoop(scenario, request.seed, simulator, load_stages(simulator), injection, LockstepConfig())
        loop.run()
    finally:
        simulator.close()
    shown_s = injection.shown_s()
    faults = tuple(
        RecordedFault(spec.name, component_of(spec), spec.severity, shown_s.get(str(spec)), spec.end_s)
        for spec in injection.specs
    )
    telemetry = Telemetry.from_health(loop.log.telemetry)
    RecordedRun(telemetry, request.scenario, request.seed, request.purpose, faults).save(folder / f"{request.name}.npz")


def _spec(name: str, target: str, severity: int, rng: np.random.Generator) -> FaultSpec:
    layer, kind = name.split(".")
    return FaultSpec(layer, kind, severity, round(float(rng.uniform(4.0, 10.0)), 2), FAULT_S, target, int(rng.integers(2**31)))


def _pairs(count: int, rng: np.random.Generator) -> Iterator[Tuple[FaultSpec, ...]]:
    """Two faults of different components, the second while the first acts."""
    kinds = targets()
    while count > 0:
        one, other = (_spec(*kinds[int(k)], int(rng.integers(3, 6)), rng) for k in rng.choice(len(kinds), 2, replace=False))
        if component_of(one) != component_of(other):
            yield one, replace(other, start_s=round(one.start_s + float(rng.uniform(0, 0.5)), 2))
            count -= 1


def _request(purpose: str, number: int, scenario: str, faults: Tuple[FaultSpec, ...], nominal_s: float) -> Request:
    what = "+".join(f"{spec.name}-{spec.target.replace('/', '_')}-{spec.severity}" for spec in faults) or "nominal"
    duration_s = max(spec.end_s for spec in faults) + AFTER_S if faults else nominal_s
    return Request(
        f"{purpose}-{number:04d}-{scenario}-{what}", purpose, scenario, FIRST_SEED[purpose] + number, faults, duration_s
    )
