"""What really happened in the simulator, as key-values."""

from typing import Any, Dict

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from limphome.nodes.convert.status import array_of, key_values

NUMBERS = (
    "x_m",
    "y_m",
    "yaw_rad",
    "v_mps",
    "contacts_person_moving",
    "clearance_m",
    "person_clearance_m",
    "goal_distance_m",
    "distance_m",
)


def from_truth(truth: Any) -> DiagnosticArray:
    """One status with the numbers of ``limphome.simulation.Truth``, one for each contact partner, one for the persons.

    Args:
        truth: of the simulator; taken by attribute so that a robot without a simulator can load this module.
    """
    numbers = {name: repr(float(getattr(truth, name))) for name in NUMBERS}
    statuses = [DiagnosticStatus(name="truth", hardware_id="simulator", values=key_values(numbers))]
    statuses.append(DiagnosticStatus(name="contacts", hardware_id="simulator", values=key_values(dict(truth.contacts))))
    persons = {f"{n}": f"{float(x):.3f} {float(y):.3f}" for n, (x, y) in enumerate(truth.persons)}
    statuses.append(DiagnosticStatus(name="persons", hardware_id="simulator", values=key_values(persons)))
    return array_of(statuses, truth.time_s)


def to_truth(message: DiagnosticArray) -> Dict[str, Any]:
    """``{numbers..., "contacts": {with: count}, "persons": [(x, y), ...]}``."""
    by_name = {status.name: {one.key: one.value for one in status.values} for status in message.status}
    persons = [tuple(map(float, text.split())) for text in by_name.get("persons", {}).values()]
    numbers = {key: float(value) for key, value in by_name.get("truth", {}).items()}
    contacts = {key: int(float(value)) for key, value in by_name.get("contacts", {}).items()}
    return {**numbers, "contacts": contacts, "persons": persons}
