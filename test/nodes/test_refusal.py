"""What a node printed becomes name, cause and mend."""

import pytest

from limphome.nodes.refusal import refusal


@pytest.fixture
def told(tmp_path):
    def told(text):
        log = tmp_path / "gate.log"
        log.write_text(text)
        return str(refusal("gate", log)).replace(str(tmp_path), "")

    return told


def test_last_error_counts_and_its_mend_comes_last(told):
    text = told(
        "[ERROR] [1.5] [gate]: an older one\n"
        "[ERROR] [2.5] [gate]: gate.yaml: 'a: 9' is (far) out of range (allowed: 0 to 5 (m))\n"
        "[INFO] [3.0] [gate]: goes on\n\n"
    )
    assert text == (
        "gate does not come up: gate.yaml: 'a: 9' is (far) out of range (allowed: 0 to 5 (m); its whole log: /gate.log)"
    )


def test_its_name_is_said_once(told):
    assert told("limphome: node gate: 'a: x' is a str (allowed: a float)\n").startswith(
        "gate does not come up: 'a: x' is a str ("
    )


def test_process_that_only_died_leaves_its_last_line(told):
    assert told("Traceback\n  File x\nKeyError: 'yaw'\n") == (
        "gate does not come up: KeyError: 'yaw' (allowed: its whole log: /gate.log)"
    )


def test_silent_process_is_told_as_silent(told):
    assert "it printed nothing" in told("")
