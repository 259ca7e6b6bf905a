"""What a second process on this machine gains: whole runs, and beside them a loop that shares nothing but the machine."""

import multiprocessing
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Callable, List

from limphome.resources.parent import end_with_parent

_CONTROL_ROUNDS, _CONTROL_REPEATS = 6_000_000, 7
_start: List[Any] = []  # the barrier, in a process of the pool


def two_at_once(scenario: str, seed: int) -> float:
    """Simulated seconds a second that two runs at once get done, over those of one run alone."""
    return _gain(whole_run, scenario, seed)


def two_at_once_plain() -> float:
    """The same for a plain Python loop without memory traffic: less than 2 here is the machine's doing."""
    return _gain(plain_loop)


def whole_run(scenario: str, seed: int) -> float:
    """One lockstep run; returns its simulated seconds for each second of the clock."""
    from limphome.simulation import closed_loop

    _start[0].wait()
    began_s = time.perf_counter()
    return closed_loop.run(scenario, seed).truth.time_s / (time.perf_counter() - began_s)


def plain_loop() -> float:
    """Loops of additions; returns the median of their rounds a second."""
    _start[0].wait()
    return statistics.median(_additions_a_second() for _ in range(_CONTROL_REPEATS))


def _additions_a_second() -> float:
    began_s, total = time.perf_counter(), 0
    for number in range(_CONTROL_ROUNDS):
        total += number
    return _CONTROL_ROUNDS / (time.perf_counter() - began_s)


def _meet_at(barrier: Any) -> None:
    end_with_parent()
    _start.append(barrier)


def _gain(work: Callable[..., float], *arguments: Any) -> float:
    return sum(_rates(2, work, arguments)) / _rates(1, work, arguments)[0]


def _rates(count: int, work: Callable[..., float], arguments: tuple) -> List[float]:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(count)
    with ProcessPoolExecutor(count, mp_context=context, initializer=_meet_at, initargs=(barrier,)) as pool:
        return [job.result() for job in [pool.submit(work, *arguments) for _ in range(count)]]
