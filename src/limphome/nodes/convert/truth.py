"""What really happened in the simulator, as key-values."""

from typing import Any, Dict

from diagnostic_msgs.msg import DiagnosticArray

from limphome.core import LimphomeError
from limphome.nodes.convert.status import array_of, from_words
from limphome.nodes.convert.status_words import words_of_truth


def from_truth(truth: Any) -> DiagnosticArray:
    """One status with the numbers of ``limphome.simulation.Truth``, one with what was touched, one with the persons.

    Args:
        truth: of the simulator; taken by attribute so that a robot without a simulator can load this module.
    """
    return array_of(map(from_words, words_of_truth(truth)), truth.time_s)


def to_truth(message: DiagnosticArray) -> Dict[str, Any]:
    """``{numbers..., "touched": [name, ...], "persons_m": [(x, y), ...]}``; LimphomeError for a value that is no number."""
    by_name = {status.name: {one.key: one.value for one in status.values} for status in message.status}
    try:
        persons = [tuple(map(float, text.split())) for text in by_name.get("persons", {}).values()]
        numbers = {key: float(value) for key, value in by_name.get("truth", {}).items()}
    except ValueError as error:
        raise LimphomeError(f"truth: {error}", "DiagnosticArray", "numbers") from error
    return {**numbers, "touched": list(by_name.get("touched", {}).values()), "persons_m": persons}
