from limphome.core import Health
from limphome.nodes.on_duty import OnDuty

WHOLE = dict.fromkeys(("scan_age_s", "odometry_age_s", "safety_state_age_s", "command_age_s"), 0.1)


def gate(metrics):
    return Health(0.0, "gate", metrics)


def test_a_robot_that_was_never_complete_is_not_judged_and_what_misses_is_told():
    duty = OnDuty()
    duty.observe(gate({"scan_age_s": 0.1, "command_age_s": 0.1}))
    duty.observe(Health(0.0, "pilot", WHOLE))
    assert duty.absence == "the gate never heard odometry, safety_state"


def test_once_complete_it_is_judged_also_when_a_stream_stops():
    duty = OnDuty()
    duty.observe(gate(WHOLE))
    duty.observe(gate({"v_mps": 0.0}))
    assert duty.absence == ""


def test_while_the_emergency_stop_holds_it_nothing_is_judged():
    duty = OnDuty()
    duty.observe(gate(WHOLE))
    duty.hear_gate("emergency stop: the input is silent")
    assert duty.is_held
    assert duty.absence == "emergency stop"
    duty.hear_gate("scan 0.20 s old")
    assert not duty.absence
