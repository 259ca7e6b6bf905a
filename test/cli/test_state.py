"""What ``limphome state`` prints; the verb itself is in test/nodes/test_up.py."""

from limphome.cli.state import lines_of

SILENT = {"mode": None, "reasons": [], "health": {}, "reports": {}, "sees": [], "faults": {}, "causes": [], "nodes": {}}


def report(level, message=""):
    return {"level": level, "message": message}


def test_a_part_that_reports_trouble_has_a_line_and_one_that_is_well_has_none():
    reports = {"camera: source": report("ERROR", "ended"), "recorder": report("OK", "writes"), "driver": report("STALE")}
    lines = [text for name, text in lines_of({**SILENT, "reports": reports}) if name == "report"]
    assert lines == ["camera: source is ERROR: ended", "driver is STALE"]


def test_reason_of_the_gate_stands_with_what_it_commands_and_nowhere_else():
    gate = {"v_mps": 0.0, "w_radps": 0.0, "stopped": 1.0, "clearance_m": 2.0}
    reports = {"gate: reason": {**report("WARN", "emergency stop"), "blind": ""}}
    lines = dict(lines_of({**SILENT, "health": {"gate": gate}, "reports": reports}))
    assert lines["commanded"] == "0.00 m/s, 0.00 rad/s, the gate stands: emergency stop"
    assert "report" not in lines


def test_silent_supervisor_is_told_as_a_stop():
    assert dict(lines_of(SILENT))["mode"] == "nobody says one, and that is SAFE_STOP"
