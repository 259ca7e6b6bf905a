import math

import pytest

from limphome.core import FaultSpec, LimphomeError
from limphome.faults.actuation import motor_scale
from limphome.faults.compute import outage_s, slow_inference_s
from limphome.faults.fault_schedule import FaultSchedule


def schedule(*texts, **options):
    return FaultSchedule([FaultSpec.parse(text) for text in texts], **options)


def test_faults_act_from_start_to_end_after_the_moment_of_setting():
    plan = schedule("camera.freeze:3@4+2", "lidar.dropout:1@5", set_at_s=10.0)
    names = {t: [spec.name for spec in plan.active(t)] for t in (13.9, 14.0, 15.0, 16.0)}
    assert names == {13.9: [], 14.0: ["camera.freeze"], 15.0: ["camera.freeze", "lidar.dropout"], 16.0: ["lidar.dropout"]}


def test_each_relay_gets_its_own_faults():
    plan = schedule("camera.freeze:3", "communication.delay:1", "communication.drop[scan]:1", "compute.slow_inference:2")
    assert [spec.name for spec in plan.of_topic("camera/image_raw")] == ["camera.freeze", "communication.delay"]
    assert [spec.name for spec in plan.of_topic("scan")] == ["communication.drop"]
    assert plan.of_topic("perception") == ()


def test_value_is_the_worst_active_one_and_else_the_healthy_one():
    plan = schedule("actuation.weak_motor:2@1+5", "actuation.weak_motor:4@2+1")
    values = [plan.value("actuation.weak_motor", t) for t in (0.5, 1.5, 2.5, 3.5, 7.0)]
    assert values == [1, motor_scale(2), motor_scale(4), motor_scale(2), 1]


def test_a_crashed_node_is_away_for_its_outage():
    plan = schedule("compute.node_crash[pilot]:3@2")
    assert [plan.is_down("pilot", t) for t in (1.9, 2.0, 4.9, 5.0, 9.0)] == [False, True, True, False, False]
    assert not plan.is_down("perception", 2.5)


def test_a_crash_heals_with_the_end_of_its_fault():
    plan = schedule("compute.node_crash:5@2+1")
    assert [plan.is_down("perception", t) for t in (2.9, 3.0)] == [True, False]


def test_stage_values():
    assert slow_inference_s(0) == 0.0
    assert outage_s(5) == math.inf
    assert motor_scale(0) == 1.0


def test_what_cannot_work_here_is_refused():
    with pytest.raises(LimphomeError, match="recordings"):
        schedule("compute.node_crash:5", place="recordings")
