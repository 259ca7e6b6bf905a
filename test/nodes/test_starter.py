import math
import os
import signal
import subprocess
import sys
import time

import pytest

from limphome.core import LimphomeError
from limphome.nodes.restart_policy import RestartPolicy
from limphome.nodes.starter import Starter

from .conftest import wait_for

SLEEP = [sys.executable, "-S", "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-S",
    "-c",
    "import signal,time; signal.signal(2, signal.SIG_IGN); signal.signal(15, signal.SIG_IGN); time.sleep(60)",
]


@pytest.fixture
def make(tmp_path):
    made = []

    def make(commands, **policy):
        made.append(Starter(commands, dict(os.environ), tmp_path / "log", RestartPolicy(**{"delay_s": 0.0, **policy})))
        made[-1].start()
        return made[-1]

    yield make
    for starter in made:
        starter.stop()


def exists(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def watch_until(starter, text, timeout_s=5.0):
    said = []
    wait_for(lambda: said.extend(starter.watch(time.monotonic())) or any(text in event for event in said), timeout_s, text)
    return said


def test_a_process_in_the_place_of_one_that_died_has_its_own_command_line(tmp_path):
    log = tmp_path / "log"
    again = [word.replace("up", "here again") for word in SLEEP]
    starter = Starter({"a": SLEEP}, dict(os.environ), log, RestartPolicy(delay_s=0.0), {"a": again})
    starter.start()
    try:
        wait_for(lambda: "up" in (log / "a.log").read_text())
        os.kill(starter.processes["a"].pid, signal.SIGKILL)
        watch_until(starter, "started again")
        wait_for(lambda: "here again" in (log / "a.log").read_text())
        assert (log / "a.log").read_text().splitlines() == ["up", "here again"]
    finally:
        starter.stop()


def test_killed_process_is_started_again(make):
    starter = make({"a": SLEEP})
    first = starter.processes["a"].pid
    os.kill(first, signal.SIGKILL)
    said = watch_until(starter, "started again")
    assert "a died with status -9" in said
    assert starter.processes["a"].is_running
    assert starter.processes["a"].pid != first


def test_process_that_dies_too_often_stays_down(make):
    starter = make({"a": [sys.executable, "-S", "-c", "raise SystemExit(5)"], "b": SLEEP}, max_restarts=2)
    said = watch_until(starter, "stays down")
    assert len([event for event in said if "started again" in event]) == 2
    assert starter.given_up == {"a"}
    assert starter.watch(time.monotonic()) == []
    assert starter.processes["b"].is_running


def test_restarts_outside_the_window_are_forgotten(make):
    starter = make({"a": SLEEP}, max_restarts=1, window_s=1.0)
    for now_s in (0.0, 10.0, 20.0):
        starter.processes["a"].send(signal.SIGKILL)
        starter.processes["a"].wait(5.0)
        assert starter.watch(now_s) == ["a died with status -9"]
        assert starter.watch(now_s) == ["a is started again"]
    assert starter.restarts("a") == 3


def test_held_process_is_not_started_before_its_time(make):
    starter = make({"a": SLEEP})
    starter.hold({"a": 8.0})
    starter.processes["a"].send(signal.SIGKILL)
    starter.processes["a"].wait(5.0)
    starter.watch(5.0)
    assert starter.watch(7.9) == []
    assert starter.watch(8.0) == ["a is started again"]


def test_process_that_is_held_no_more_is_started_again(make):
    starter = make({"a": SLEEP})
    starter.hold({"a": math.inf})
    starter.processes["a"].send(signal.SIGKILL)
    starter.processes["a"].wait(5.0)
    starter.watch(5.0)
    assert starter.watch(1e9) == []
    starter.hold({})
    assert starter.watch(1e9) == ["a is started again"]


def test_process_that_refuses_its_parameters_is_an_error_with_its_words(make):
    starter = make({"a": [sys.executable, "-S", "-c", "print('speed: fast'); raise SystemExit(2)"]})
    with pytest.raises(LimphomeError, match="speed: fast"):
        wait_for(lambda: starter.watch(time.monotonic()), 5.0)


def test_stop_ends_everything_also_what_ignores_being_asked(make, monkeypatch):
    monkeypatch.setattr(
        "limphome.nodes.starter._PATIENCE_S", ((signal.SIGINT, 0.3), (signal.SIGTERM, 0.3), (signal.SIGKILL, 5.0))
    )
    starter = make({"a": SLEEP, "b": STUBBORN})
    wait_for(lambda: starter.processes["a"].last_words() == "up")
    starter.stop()
    assert not any(process.is_running for process in starter.processes.values())


def test_nodes_end_when_their_starter_is_killed(tmp_path):
    script = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from limphome.nodes.starter import Starter\n"
        "code = 'from limphome.nodes.starter_pid import end_with_starter as e; e(); '\n"
        "code += 'import time; print(\"up\", flush=True); time.sleep(60)'\n"
        "child = [sys.executable, '-c', code]\n"
        f"starter = Starter({{'a': child}}, dict(os.environ), Path({str(tmp_path)!r}))\n"
        "starter.start()\n"
        "while starter.processes['a'].last_words() != 'up': time.sleep(0.02)\n"
        "print(starter.processes['a'].pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as starter:
        child = int(starter.stdout.readline())
        assert exists(child)
        starter.kill()
        wait_for(lambda: not exists(child), 5.0, "the node outlived its starter")
