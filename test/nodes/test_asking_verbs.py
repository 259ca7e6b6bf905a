"""The verbs that ask running nodes, without a whole robot."""

import json

import pytest

from limphome.cli.main import call

pytestmark = pytest.mark.node


@pytest.fixture
def limphome(domain, capsys):
    """Gives a function that runs a verb; exit status and result."""

    def limphome(*arguments):
        status = call([*arguments, "--json"])
        return status, json.loads(capsys.readouterr().out.splitlines()[-1])

    return limphome


@pytest.mark.parametrize(
    ("verb", "who"),
    [
        (["state"], "node of limphome"),
        (["reset"], "supervisor"),
        (["stop"], "gate"),
        (["stop", "--release"], "gate"),
        (["fault", "camera.freeze:3"], "fault commander"),
        (["fault", "--heal"], "fault commander"),
        (["param", "gate"], "node 'gate'"),
    ],
)
def test_where_nobody_answers_the_error_says_who_where_and_what_has_to_run(limphome, domain, verb, who):
    status, result = limphome(*verb, "--timeout", "0.3")
    assert status == 1
    assert result["error"]["what"] == f"no {who} answers within 0.3 s"
    assert result["error"]["where"] == f"ROS domain {domain}"
    assert "'limphome up" in result["error"]["allowed"]


def test_a_wrong_fault_is_told_before_anybody_is_asked(limphome):
    status, result = limphome("fault", "camera.melt:3")
    assert status == 1
    assert "unknown fault 'camera.melt'" in result["error"]["what"]


@pytest.mark.parametrize(
    ("arguments", "words"), [([], "needs one or more faults, or --heal"), (["camera.freeze:3", "--heal"], "one of the two")]
)
def test_fault_wants_faults_or_heal(limphome, arguments, words):
    status, result = limphome("fault", *arguments)
    assert status == 2
    assert words in result["error"]["what"]


def test_node_that_is_not_there_is_told_with_those_that_are(limphome, start, probe):
    start("gate")
    probe.bring_up("gate")
    status, result = limphome("param", "gat", "front_m", "--timeout", "5")
    assert status == 1
    assert result["error"]["what"] == "no node 'gat' answers within 5 s"
    assert "did you mean gate? one of " in result["error"]["allowed"]


def test_disarmed_commander_refuses_with_its_reason(limphome, start, probe):
    start("fault_commander")
    probe.bring_up("fault_commander")
    status, result = limphome("fault", "camera.freeze:3", "--timeout", "20")
    assert status == 1
    assert "armed:=true" in result["error"]["what"]


def test_parameters_are_listed_shown_and_set(limphome, start, probe):
    start("simulator", {"scenario": "still_scene"})
    probe.bring_up("simulator")
    ask = ["param", "simulator", "--timeout", "20"]
    assert limphome(*ask)[1]["parameters"]["clock_hz"] == 50.0
    assert limphome(*ask, "clock_runs", "false") == (0, {"node": "simulator", "parameters": {"clock_runs": False}})
    assert limphome(*ask, "clock_runs")[1]["parameters"] == {"clock_runs": False}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("clock_runs", "often", "'often' is no bool"),
        ("clock_hz", "often", "'often' is no double"),
        ("clock_hz", "20", "clock_hz was not set"),
        ("clokc", "20", "no parameter 'clokc'"),
    ],
)
def test_what_a_node_does_not_take_is_an_error_with_its_reason(limphome, start, probe, name, value, words):
    start("simulator", {"scenario": "still_scene"})
    probe.bring_up("simulator")
    status, result = limphome("param", "simulator", name, value, "--timeout", "20")
    assert status == 1
    assert words in result["error"]["what"]
