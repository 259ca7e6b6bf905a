"""The judge must believe a good drive and find each way in which a story can fail."""

from dataclasses import replace

import pytest
from drives import DIAGNOSES, FREEZE, MODES, ending, good_drive, never_healed, ranking

from limphome.cli.demo.judge import as_told, judge
from limphome.cli.demo.story import STORY
from limphome.cli.report.drive_log import ModeChange
from limphome.core import Mode


def failures(log):
    return [line.asked for line in judge(STORY, log) if not line.passed]


def test_a_drive_as_told_passes_in_every_line():
    lines = judge(STORY, good_drive())
    assert as_told(lines)
    assert len(lines) == 11
    assert "LIMP_HOME after 0.60 s (camera_frozen: no pixel changed for 0.5 s)" in [line.happened for line in lines]


def test_no_reaction_to_a_fault_fails():
    log = replace(good_drive(), modes=(MODES[0], *MODES[3:]))
    assert failures(log) == [
        "The camera freezes while the robot drives: goes to LIMP_HOME within 1.5 s",
        "Healed: back to NOMINAL within 10 s",
    ]


def test_a_late_reaction_fails():
    late = ModeChange(17.0, Mode.LIMP_HOME, "camera_frozen")
    assert len(failures(replace(good_drive(), modes=(MODES[0], late, *MODES[2:])))) == 1


def test_a_stop_where_limping_was_asked_fails():
    stop = ModeChange(15.6, Mode.SAFE_STOP, "camera_frozen")
    assert failures(replace(good_drive(), modes=(MODES[0], stop, *MODES[2:])))[0].startswith("The camera freezes")


def test_a_wrong_cause_fails():
    wrong = (DIAGNOSES[0], ranking(16.0, "camera.blackout", "camera"), *DIAGNOSES[3:])
    assert failures(replace(good_drive(), diagnoses=wrong)) == ["Names the cause within 5 s: camera.freeze in camera"]


def test_the_right_fault_in_the_wrong_component_fails():
    wrong = (DIAGNOSES[0], ranking(16.0, "camera.freeze", "lidar"), *DIAGNOSES[3:])
    assert len(failures(replace(good_drive(), diagnoses=wrong))) == 1


def test_an_answer_that_does_not_hold_fails():
    lost = (*DIAGNOSES[:3], ranking(25.0, "camera.blur", "camera"), *DIAGNOSES[3:])
    lines = judge(STORY, replace(good_drive(), diagnoses=lost))
    assert [line.happened for line in lines if not line.passed] == ["camera.blur in camera, probability 0.93, after 10.0 s"]


def test_a_first_guess_that_is_put_right_in_time_passes():
    guess = (DIAGNOSES[0], ranking(15.7, "camera.rate_drop", "camera"), *DIAGNOSES[1:])
    assert as_told(judge(STORY, replace(good_drive(), diagnoses=guess)))


def test_an_answer_that_comes_late_fails():
    late = (DIAGNOSES[0], ranking(21.0, "camera.freeze", "camera"), *DIAGNOSES[3:])
    assert len(failures(replace(good_drive(), diagnoses=late))) == 1


def test_no_answer_fails():
    assert len(failures(replace(good_drive(), diagnoses=DIAGNOSES[:1]))) == 2


def test_a_fault_that_was_never_healed_fails():
    assert "Healed: back to NOMINAL within 10 s" in failures(never_healed())


def test_a_fault_that_never_showed_fails():
    assert "The perception process is killed" in failures(replace(good_drive(), faults=(FREEZE,)))


def test_staying_in_limp_home_after_healing_fails():
    stuck = (*MODES[:2], *MODES[3:4])
    assert "Healed: back to NOMINAL within 10 s" in failures(replace(good_drive(), modes=stuck))


def test_not_arriving_fails():
    assert failures(ending(good_drive(), goal_distance_m=0.51)) == ["Arrives within 110 s"]


def test_arriving_too_late_fails():
    assert failures(good_drive()) == []
    story = replace(STORY, limit_s=70.0)
    assert [line.asked for line in judge(story, good_drive()) if not line.passed] == ["Arrives within 70 s"]


def test_a_contact_fails():
    assert failures(ending(good_drive(), contacts=1)) == ["Touches nothing and nobody"]


def test_an_alarm_without_a_fault_fails():
    alarm = (ModeChange(5.0, Mode.LIMP_HOME, "camera_frozen"), ModeChange(6.0, Mode.NOMINAL))
    log = replace(good_drive(), modes=(MODES[0], *alarm, *MODES[1:]))
    assert failures(log) == ["No alarm without a fault"]


def test_a_cause_named_without_a_fault_fails():
    wrong = (DIAGNOSES[0], ranking(4.0, "communication.delay", "gate"), replace(DIAGNOSES[0], time_s=7.5), *DIAGNOSES[1:])
    (line,) = [one for one in judge(STORY, replace(good_drive(), diagnoses=wrong)) if not one.passed]
    assert line.asked == "No cause named without a fault"
    assert line.happened == "communication.delay in gate from 4.0 s to 7.5 s"


def test_that_something_unknown_is_wrong_without_a_fault_fails():
    wrong = (*DIAGNOSES[:4], ranking(36.0, "unknown", "lidar"), replace(DIAGNOSES[3], time_s=37.0), *DIAGNOSES[4:])
    assert failures(replace(good_drive(), diagnoses=wrong)) == ["No cause named without a fault"]


def test_another_name_right_after_a_fault_is_its_consequence():
    after = (*DIAGNOSES[:3], ranking(27.5, "camera.rate_drop", "camera"), *DIAGNOSES[3:])
    assert as_told(judge(STORY, replace(good_drive(), diagnoses=after)))


def told_late(last, pause=()):
    """The killed process is named, then something else, then once more, 5.5 s after it is back."""
    late = (ranking(57.0, "communication.drop", "perception"), *pause, last, replace(DIAGNOSES[0], time_s=60.0))
    return replace(good_drive(), diagnoses=(*DIAGNOSES[:5], *late))


def test_what_an_incident_that_never_ended_goes_back_to_does_not_begin_again():
    assert as_told(judge(STORY, told_late(ranking(57.5, "compute.node_crash", "perception"))))


@pytest.mark.parametrize(
    ("last", "pause"),
    [
        (ranking(57.5, "communication.delay", "perception"), ()),
        (ranking(57.5, "compute.node_crash", "pilot"), ()),
        (ranking(57.5, "camera.freeze", "camera"), ()),
        (ranking(57.5, "compute.node_crash", "perception"), (replace(DIAGNOSES[0], time_s=57.2),)),
        (ranking(58.0, "communication.drop", "perception"), (ranking(57.5, "compute.node_crash", "perception"),)),
    ],
    ids=["another fault", "another component", "a fault of another incident", "after it had ended", "what never was broken"],
)
def test_what_else_is_named_so_late_fails(last, pause):
    assert failures(told_late(last, pause)) == ["No cause named without a fault"]


def test_a_name_that_outlasts_its_fault_by_far_fails():
    assert failures(replace(good_drive(), diagnoses=DIAGNOSES[:-1])) == ["No cause named without a fault"]


def test_a_robot_that_never_sets_off_fails():
    log = good_drive()
    standing = tuple(replace(point, x_m=0.0, y_m=0.0) for point in log.track)
    assert failures(replace(log, track=standing)) == ["Sets off in NOMINAL and follows its route"]


def test_a_drive_in_which_nothing_was_recorded_fails_without_an_error():
    empty = replace(good_drive(), track=(), modes=(), faults=(), diagnoses=())
    assert len(failures(empty)) == 4
