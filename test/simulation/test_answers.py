"""What counts as the answer to a fault."""

import pytest

from limphome.core import FaultSpec, Mode, Verdict
from limphome.simulation.answers import detected_after_s, reach
from limphome.simulation.run_log import RunLog

FREEZE, MOTOR, SCANS, CRASH = (
    FaultSpec.parse(text)
    for text in ("camera.freeze:5@3", "actuation.weak_motor:1@1", "communication.drop[scan]:5@3", "compute.node_crash[pilot]:5@3")
)
START = [(0.0, Mode.SAFE_STOP, "starting: x"), (0.6, Mode.NOMINAL, "")]


def after_s(faults, errors=(), modes=()):
    log = RunLog(modes=[*START, *modes], errors=[Verdict(at, name, part, Mode.LIMP_HOME, "bad") for at, name, part in errors])
    return detected_after_s(faults, log)


def test_the_monitor_of_its_own_component_or_of_what_that_feeds_answers():
    assert after_s({FREEZE: 3.0}, [(3.15, "camera_frozen", "camera")]) == 0.15
    assert after_s({FREEZE: 3.0}, [(3.4, "detections_stale", "perception")]) == 0.4
    assert after_s({CRASH: 3.0}, [(3.2, "nominal_command_stale", "pilot")]) == 0.2


@pytest.mark.parametrize(
    ("fault", "monitor", "component"),
    [
        (FREEZE, "scan_frozen", "lidar"),
        (MOTOR, "camera_frozen", "camera"),
        (SCANS, "camera_stale", "camera"),
        (CRASH, "detections_stale", "perception"),
    ],
)
def test_what_a_fault_cannot_reach_is_no_answer_to_it(fault, monitor, component):
    assert after_s({fault: 1.0}, [(3.0, monitor, component)], [(3.0, Mode.LIMP_HOME, f"{monitor}: bad")]) is None


def test_the_answer_to_one_fault_is_none_to_another():
    errors = [(3.15, "camera_frozen", "camera")]
    assert after_s({MOTOR: 1.5}, errors) is None
    assert after_s({MOTOR: 1.5, FREEZE: 3.0}, errors) == 0.15


def test_what_came_before_it_showed_is_no_answer():
    assert after_s({FREEZE: 3.0}, [(2.9, "camera_frozen", "camera")]) is None


def test_a_stricter_mode_for_a_reason_of_the_supervisors_own_counts_and_a_milder_one_does_not():
    stricter = [(3.3, Mode.SAFE_STOP, "camera_frozen: the monitor has been silent for 0.3 s")]
    assert after_s({FREEZE: 3.0}, modes=stricter) == 0.3
    milder = [(2.0, Mode.SAFE_STOP, "request: x"), (3.2, Mode.LIMP_HOME, "request: x")]
    assert after_s({FREEZE: 3.0}, modes=milder) is None


def test_a_monitor_that_compares_two_sensors_answers_for_both():
    for text in ("lidar.dropout:5@3", "camera.blackout:5@3"):
        assert after_s({FaultSpec.parse(text): 3.0}, [(3.5, "camera_lidar", "perception")]) == 0.5


def test_without_a_fault_that_showed_there_is_no_answer():
    assert after_s({}, [(3.5, "camera_lidar", "perception")]) is None


def test_what_is_reached():
    assert reach("camera") == {"camera", "perception", "pilot", "gate", "base", "odometry"}
    assert reach("base") == {"base", "odometry", "pilot", "gate"}
    assert reach("supervisor") == {"supervisor", "gate", "base", "odometry", "pilot"}
