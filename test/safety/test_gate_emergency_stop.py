"""The emergency stop and the hold: latched, and let go by a release and a reset together."""

import pytest
from rig import GateRig
from stops_in_time import StopsInTime, driving

from limphome.safety.gate_config import GateConfig


class TestEmergencyStop(StopsInTime):
    word, within_s = "emergency stop", 0.05

    def break_it(self, rig):
        rig.gate.emergency_stop(True, rig.now_s)


class TestEmergencyStopReleasedButNotReset(StopsInTime):
    word, within_s = "emergency stop", 0.05

    def break_it(self, rig):
        rig.gate.emergency_stop(True, rig.now_s)
        rig.gate.emergency_stop(False, rig.now_s)


def test_the_emergency_stop_is_not_reset_while_pressed():
    rig = driving()
    rig.gate.emergency_stop(True, rig.now_s)
    assert rig.gate.reset(rig.now_s) == ("emergency stop: the input is still pressed",)
    assert rig.run(0.2).out.v_mps == 0.0
    rig.gate.emergency_stop(False, rig.now_s)
    assert rig.gate.reset(rig.now_s) == ()
    assert rig.run(2.0).out.v_mps == pytest.approx(0.8)


def test_what_holds_the_robot_latches_and_is_not_reset_before_it_lets_go():
    rig = driving()
    rig.gate.hold(True)
    assert rig.run(0.1).gate.reason == "emergency stop"
    assert "a node that stays down" in rig.gate.reset(rig.now_s)[0]
    rig.gate.emergency_stop(False, rig.now_s)  # a source has no say in it
    assert rig.gate.reset(rig.now_s)
    assert rig.run(0.2).out.v_mps == 0.0
    rig.gate.hold(False)
    assert rig.run(0.2).out.v_mps == 0.0
    assert rig.gate.reset(rig.now_s) == ()
    assert rig.run(2.0).out.v_mps == pytest.approx(0.8)


def test_it_drives_only_once_it_was_told_that_nothing_holds_the_robot_where_somebody_tells():
    rig = GateRig(config=GateConfig(waits_for_hold=True)).run(1.0)
    assert (rig.out.v_mps, rig.gate.reason) == (0.0, "safety/hold never received")
    rig.gate.emergency_stop(True, rig.now_s)
    rig.gate.emergency_stop(False, rig.now_s)
    assert rig.gate.reset(rig.now_s) == ("safety/hold never received",)
    rig.gate.hold(False)
    assert rig.run(0.1).gate.reason == "emergency stop"
    assert rig.gate.reset(rig.now_s) == ()
    assert rig.run(2.0).out.v_mps == pytest.approx(0.8)


def test_a_gate_that_takes_the_place_of_another_stands_for_its_stop_until_the_release_and_a_reset():
    before, rig = driving(), GateRig()
    before.gate.emergency_stop(True, before.now_s)
    rig.gate.follow(before.gate)
    assert rig.run(0.2).gate.reason == "emergency stop"
    assert rig.gate.reset(rig.now_s) == ("emergency stop: the input is still pressed",)
    rig.gate.emergency_stop(False, rig.now_s)
    assert rig.gate.reset(rig.now_s) == ()
    assert rig.run(2.0).out.v_mps == pytest.approx(0.8)


@pytest.mark.parametrize("first", ["reset", "command"])
def test_a_reset_that_waited_while_the_gate_was_held_up_releases_nothing(first):
    rig = driving()
    rig.gate.emergency_stop(True, rig.now_s)
    rig.gate.emergency_stop(False, rig.now_s)
    rig.now_s += 1.2  # nobody let the process run; what came meanwhile is handled in any order
    if first == "command":
        rig.gate.command(rig.now_s, rig.now_s)
    assert "gave no command for 0.5 s" in rig.gate.reset(rig.now_s + 0.01)[0]
    assert rig.run(3.8).gate.reason == "emergency stop"
    assert "gave no command for 0.5 s" in rig.gate.reset(rig.now_s)[0], "sent again at a heartbeat 3 s later, it is as old"
    assert rig.run(0.4).gate.reset(rig.now_s) == ()
    assert rig.run(2.0).out.v_mps == pytest.approx(0.8)


def test_a_silent_emergency_stop_input_stops_the_robot_where_it_has_to_speak():
    rig = GateRig(config=GateConfig(emergency_stop_silent_s=0.5))
    assert rig.run(2.0).out.v_mps == 0.0
    for _ in range(20):
        rig.gate.emergency_stop(False, rig.now_s)
        rig.run(0.1)
    assert rig.out.v_mps > 0.5
    assert rig.run(0.6).out.v_mps == 0.0
    assert rig.gate.reason == "emergency stop: the input is silent"
