"""Gives up on a network that takes too long to load."""

import threading
from typing import Callable, List, TypeVar

from limphome.perception.runtime_errors import TimeLimitError

LOAD_S = 60.0
"""A runtime computes what is constant while it loads, and a graph can hold hours of that [s]."""
Loaded = TypeVar("Loaded")


def load_within(limit_s: float, load: Callable[[], Loaded]) -> Loaded:
    """Result of ``load()``, or what it raised. No runtime can be stopped while it loads: its thread is left behind.

    Raises:
        TimeLimitError: it takes longer than ``limit_s``.
    """
    results: List[Loaded] = []
    errors: List[BaseException] = []

    def run() -> None:
        try:
            results.append(load())
        except BaseException as error:  # noqa: BLE001  # handed to the caller
            errors.append(error)

    thread = threading.Thread(target=run, name="load", daemon=True)
    thread.start()
    thread.join(limit_s)
    if errors:
        raise errors[0]
    if not results:
        raise TimeLimitError(f"did not load within {limit_s:g} s", "model", "a network that loads in time")
    return results[0]
