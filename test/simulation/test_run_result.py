"""What a run counts as false."""

import dataclasses

import numpy as np
import pytest

from limphome.core import Cause, Detections, FaultSpec, Mode
from limphome.simulation.fault_injection import FaultInjection
from limphome.simulation.run_log import RunLog
from limphome.simulation.run_result import RunResult
from limphome.simulation.scenario import load_scenario
from limphome.simulation.truth import Truth

STANDING = Truth(40.0, 0.0, 0.0, 0.0, 0.0, 0, (), 0, 1.0, 1.0, 5.0, 0.0, ())


def false_causes(*diagnoses):
    """Of a run whose camera freezes from 10 to 20 s and in which these causes were named, each at its time."""
    injection = FaultInjection([FaultSpec.parse("camera.freeze:5@10+10")], 0)
    log = RunLog(diagnoses=[(time_s, Cause(fault, "", 0.9)) for time_s, fault in diagnoses])
    return RunResult.of(load_scenario("clear_route"), 0, injection, log, STANDING, 1.0).as_dict()["false_causes"]


def test_a_cause_named_while_a_fault_acts_or_shortly_after_is_not_false():
    assert false_causes((0.0, "none"), (11.0, "camera.freeze"), (24.9, "camera.blur"), (26.0, "none")) == 0


def test_a_cause_named_without_a_fault_is_false_whatever_its_name():
    assert false_causes((4.0, "camera.freeze"), (5.0, "none"), (30.0, "unknown"), (31.0, "none")) == 2


@pytest.mark.parametrize(("approaches", "mission"), [(True, "completed"), (False, "stopped")])
def test_who_stands_at_the_goal_of_a_round_trip_that_was_not_driven_has_not_completed_it(approaches, mission):
    log = RunLog(modes=[(0.0, Mode.SAFE_STOP, "")], approaches=approaches)
    at_goal = dataclasses.replace(STANDING, goal_distance_m=0.1)
    assert RunResult.of(load_scenario("clear_route"), 0, FaultInjection([], 0), log, at_goal, 1.0).mission == mission


def digest(score):
    boxes = np.array([[10, 20, 30, 60]], np.float32)
    log = RunLog(detections=[Detections(1.0, boxes, np.array([score], np.float32), np.zeros(1, np.int64))])
    return RunResult.of(load_scenario("clear_route"), 0, FaultInjection([], 0), log, STANDING, 1.0).digest()


def test_a_network_that_sees_something_else_gives_another_digest_though_the_robot_drives_alike():
    assert digest(0.9) == digest(0.9)
    assert digest(0.9) != digest(0.8)
