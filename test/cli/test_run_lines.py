import math

from limphome.cli.run_lines import driven_line, run_lines

RESULT = {
    "scenario": "clear_route", "seed": 3, "faults": ["camera.freeze:5@4"], "mission": "completed", "distance_m": 27.04,
    "contacts": 1, "contacts_nominal": 0, "contacts_person_moving": 0, "min_clearance_m": 0.313,
    "modes": [[0.5, "NOMINAL", ""], [4.61, "LIMP_HOME", "camera_frozen: no change"]], "shown_s": 4.1,
    "detected_after_s": 0.512,
    "causes": [{"fault": "camera.freeze", "component": "camera", "probability": 0.91, "onset_s": 4.0, "evidence": ["froze"]}],
    "false_alarms": 0, "false_causes": 2, "sim_s": 60.0, "wall_s": 6.0,
}  # fmt: skip


def text(result):
    return "\n".join(f"{name}: {line}" for name, line in run_lines(result))


def test_a_reader_finds_all_that_matters():
    assert text(RESULT) == "\n".join(
        [
            "scenario: clear_route, seed 3",
            "mission: completed after 60.0 s and 27.0 m",
            "contacts: 1, of those 0 in NOMINAL, 0 with a person while moving; never nearer than 0.31 m",
            "mode:   0.50 s  NOMINAL",
            "mode:   4.61 s  LIMP_HOME  camera_frozen: no change",
            "fault: camera.freeze:5@4",
            "noticed: 0.51 s after it showed",
            "cause: 0.91  camera.freeze in camera  (froze)",
            "alarms: 0 without a fault, 2 causes named without one",
            "speed: 10.0 simulated seconds a second",
        ]
    )


def test_a_fault_that_nobody_noticed_is_told():
    assert "noticed: no\n" in text({**RESULT, "detected_after_s": None, "causes": []})


def test_a_fault_that_never_showed_is_not_said_to_be_overlooked():
    assert "noticed: the fault never showed\n" in text({**RESULT, "shown_s": None, "detected_after_s": None})


def test_without_a_fault_nothing_is_said_about_noticing():
    assert "noticed" not in text({**RESULT, "faults": []})


TRUTH = {"distance_m": 12.34, "time_s": 20.0, "goal_distance_m": 3.0, "contacts": 2.0, "contacts_person_moving": 1.0}


def test_drive_over_ros_ends_with_its_way_and_contacts():
    line = "driven 12.3 m in 20.0 simulated s, 3.0 m left to the goal; contacts 2, of those 1 with a person while moving"
    assert driven_line(TRUTH) == line
    assert "goal" not in driven_line({**TRUTH, "goal_distance_m": math.inf})


def test_robot_without_a_simulator_has_no_such_line():
    assert driven_line({}) == ""
