"""What really happened in the simulator, as key-values."""

from typing import Any, Dict

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from limphome.nodes.convert.status import array_of, key_values

NUMBERS = (
    "x_m",
    "y_m",
    "yaw_rad",
    "v_mps",
    "contacts",
    "contacts_person_moving",
    "clearance_m",
    "person_clearance_m",
    "goal_distance_m",
    "distance_m",
)


def from_truth(truth: Any) -> DiagnosticArray:
    """One status with the numbers of ``limphome.simulation.Truth``, one with what was touched, one with the persons.

    Args:
        truth: of the simulator; taken by attribute so that a robot without a simulator can load this module.
    """
    numbers = {name: repr(float(getattr(truth, name))) for name in NUMBERS}
    statuses = [DiagnosticStatus(name="truth", hardware_id="simulator", values=key_values(numbers))]
    touched = {str(n): name for n, name in enumerate(truth.touched)}
    statuses.append(DiagnosticStatus(name="touched", hardware_id="simulator", values=key_values(touched)))
    persons = {str(n): f"{x:.3f} {y:.3f}" for n, (x, y) in enumerate(truth.persons_m)}
    statuses.append(DiagnosticStatus(name="persons", hardware_id="simulator", values=key_values(persons)))
    return array_of(statuses, truth.time_s)


def to_truth(message: DiagnosticArray) -> Dict[str, Any]:
    """``{numbers..., "touched": [name, ...], "persons_m": [(x, y), ...]}``."""
    by_name = {status.name: {one.key: one.value for one in status.values} for status in message.status}
    persons = [tuple(map(float, text.split())) for text in by_name.get("persons", {}).values()]
    numbers = {key: float(value) for key, value in by_name.get("truth", {}).items()}
    return {**numbers, "touched": list(by_name.get("touched", {}).values()), "persons_m": persons}
