"""`limphome up` and `limphome down` as a user runs them."""

import json
import os
import re
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

from limphome.core import Mode, topics
from limphome.nodes.convert.status import to_cause, to_safety_state
from limphome.nodes.convert.status_words import GATE
from limphome.nodes.convert.truth import to_truth
from limphome.nodes.qos import qos_of
from limphome.resources import share_dir
from limphome.resources.parent import end_with

from .conftest import wait_for

pytestmark = [pytest.mark.node, pytest.mark.whole, pytest.mark.slow]


class Up:
    """One `limphome up` in a process of its own."""

    def __init__(self, folder, *arguments):
        self.output = folder / "output.txt"
        command = [sys.executable, "-m", "limphome.cli.main", "up", "--runs", str(folder / "runs"), *arguments]
        with open(self.output, "w") as stream:
            self.process = subprocess.Popen(
                command,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=partial(end_with, os.getpid()),  # a test that is ended leaves no robot
            )

    def text(self):
        return self.output.read_text()

    def until(self, words, timeout_s=60.0):
        wait_for(lambda: words in self.text() or self.process.poll() is not None, timeout_s, f"no '{words}'")
        assert words in self.text(), self.text()

    def children(self):
        """Process ids of the nodes, by name."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                parent = int(re.search(r"PPid:\s+(\d+)", (entry / "status").read_text())[1])
            except (OSError, ValueError):
                continue
            if parent == self.process.pid and len(words) > 2:
                found[words[2].decode().rpartition(".")[2]] = int(entry.name)
        return found

    def recording(self):
        (path,) = (self.output.parent / "runs").glob("*-up/recording.mcap")
        return path


@pytest.fixture
def up(domain, tmp_path):
    started = []

    def up(*arguments):
        started.append(Up(tmp_path, *arguments))
        return started[-1]

    yield up
    for one in started:
        nodes = one.children().values()
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait(10.0)
        wait_for(lambda nodes=nodes: gone(nodes), 20.0, "a node outlived its starter")


def gone(pids):
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def messages(path, topic):
    with open(path, "rb") as stream:
        reader = make_reader(stream, decoder_factories=[DecoderFactory()])
        return [message for _, _, _, message in reader.iter_decoded_messages(topics=[topic])]


def test_it_drives_and_ctrl_c_leaves_no_process_and_a_readable_recording(up):
    running = up("--scenario", "clear_route", "--armed")
    running.until("NOMINAL")
    pids = running.children()
    assert {"gate", "safety_monitor", "simulator", "perception", "recorder", "fault_relay"} <= set(pids)
    wait_for(lambda: _distance_m(running) > 0.2, 30.0, "the rover does not drive")
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(20.0) == 0, running.text()
    assert gone(pids.values())
    assert {path.stem for path in running.recording().parent.glob("log/*")} == set(pids)  # and no file of rcl's own
    assert len(messages(running.recording(), "/camera/image_raw")) > 10
    assert to_truth(messages(running.recording(), "/simulator/truth")[-1])["contacts"] == 0


def test_ctrl_c_before_the_nodes_start_ends_like_a_later_one_and_leaves_nothing(up):
    running = up("--scenario", "still_scene")
    wait_for(lambda: any((running.output.parent / "runs").glob("*-up")), 30.0)
    wait_for(lambda: _catches_end(running.process.pid), 30.0)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(20.0) == 0, running.text()
    assert "ended before any node was started" in running.text()
    assert list((running.output.parent / "runs").iterdir()) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [("gate: {ros__parameters: {nominal_mps: 99.0}}", False), ("perception: {ros__parameters: {model: net2}}", True)],
)
def test_a_refused_parameter_leaves_a_folder_only_for_a_log_that_says_more(up, tmp_path, text, kept):
    (tmp_path / "mine.yaml").write_text(text)
    running = up("--parameters", str(tmp_path / "mine.yaml"))
    assert running.process.wait(60.0) == 1
    assert ("its whole log" in running.text()) is kept
    assert any((tmp_path / "runs").iterdir()) is kept


def _catches_end(pid):
    """True once the system has handlers of its own: Python has one for SIGINT from the start, and none for SIGTERM."""
    caught = re.search(r"SigCgt:\s+(\w+)", Path(f"/proc/{pid}/status").read_text())[1]
    return bool(int(caught, 16) & 1 << (signal.SIGTERM - 1))


def _distance_m(running):
    """What is on the disk already of a recording that still grows."""
    from mcap.exceptions import McapError
    from mcap.reader import NonSeekingReader

    distance_m = 0.0
    with open(running.recording(), "rb") as stream:
        try:
            reader = NonSeekingReader(stream, decoder_factories=[DecoderFactory()])
            for _, _, _, message in reader.iter_decoded_messages(topics=["/simulator/truth"], log_time_order=False):
                distance_m = to_truth(message)["distance_m"]
        except McapError:
            pass
    return distance_m


def test_killed_node_comes_back_and_is_told_on_the_way(up):
    running = up("--scenario", "still_scene")
    running.until("all nodes are active")
    first = running.children()["perception"]
    os.kill(first, signal.SIGKILL)
    running.until("perception died with status -9")
    running.until("perception is started again")
    wait_for(lambda: running.children().get("perception", first) != first, 10.0)


def test_nodes_do_not_outlive_a_killed_starter(up):
    running = up("--scenario", "still_scene")
    running.until("processes, logs in")
    wait_for(lambda: len(running.children()) >= 8)
    pids = running.children().values()
    running.process.kill()
    running.process.wait(10.0)
    wait_for(lambda: gone(pids), 20.0, "a node outlived its starter")


def test_second_system_in_a_domain_is_refused_and_down_ends_the_first(up, tmp_path):
    running = up("--scenario", "still_scene")
    running.until("processes, logs in")
    command = [sys.executable, "-m", "limphome.cli.main"]
    runs = ["--runs", str(tmp_path / "more")]
    second = subprocess.run([*command, "up", "--json", *runs], capture_output=True, text=True)
    assert second.returncode == 1
    error = json.loads(second.stdout.splitlines()[-1])["error"]
    assert "in use by limphome process" in error["what"]
    assert "limphome down" in error["allowed"]
    assert list((tmp_path / "more").iterdir()) == []
    down = subprocess.run([*command, "down", "--json"], capture_output=True, text=True, check=True)
    assert json.loads(down.stdout.splitlines()[-1])["ended_pid"] == running.process.pid
    assert running.process.wait(20.0) == 0


def limphome(*arguments):
    """Exit status and result of a verb that asks."""
    command = [sys.executable, "-m", "limphome.cli.main", *arguments, "--json", "--timeout", "20"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


class Told:
    """What the robot says of itself, heard without a process of our own that would take its share of a small machine."""

    def __init__(self, probe):
        self.modes, self.causes = probe.hear(DiagnosticStatus, topics.SAFETY_STATE), probe.hear(DiagnosticArray, topics.CAUSES)
        self.gate = {}
        probe.node.create_subscription(DiagnosticArray, topics.DIAGNOSTICS, self._on_diagnostics, qos_of(topics.DIAGNOSTICS))

    def _on_diagnostics(self, message):
        for status in message.status:
            if status.name == GATE:
                self.gate["reason"] = status.message
            elif status.name == "health: gate":
                self.gate.update({one.key: one.value for one in status.values})

    def is_in(self, mode, reason=""):
        state = to_safety_state(self.modes[-1][1], 0.0) if self.modes else None
        return state is not None and state.mode is mode and any(reason in one for one in state.reasons or ("",))

    def drives(self):
        return float(self.gate.get("v_mps", 0.0)) > 0.0

    def cause(self):
        """What the diagnosis says first: a fault, ``none``, or why it does not judge."""
        cause = to_cause(self.causes[-1][1].status[0]) if self.causes else None
        return cause and ("; ".join(cause.evidence) if cause.fault == "none" and cause.evidence else cause.fault)


def test_verbs_ask_a_running_robot_of_twists_break_it_heal_it_and_end_its_stop(up, probe, tmp_path):
    nodes = ("gate", "safety_monitor", "fault_relay", "pilot", "simulator")
    lines = [f"{node}: {{ros__parameters: {{stamped_in: false, stamped_out: false}}}}" for node in nodes]
    (tmp_path / "mine.yaml").write_text("\n".join([*lines, "perception: {ros__parameters: {model: no_such_model}}"]))
    network = share_dir() / "models" / "perception" / "yard_detector"
    running = up("--fault", "camera.noise:1@900", "--parameters", str(tmp_path / "mine.yaml"), "--model", str(network))
    running.until("all nodes are active")
    assert limphome("param", "perception", "model")[1]["parameters"] == {"model": str(network)}
    told = Told(probe)
    probe.until(lambda: told.is_in(Mode.NOMINAL) and told.drives())
    assert limphome("fault", "camera.freeze:5") == (0, {"set": ["camera.freeze[camera/image_raw]:5@0"]})
    probe.until(lambda: told.is_in(Mode.LIMP_HOME, "camera_frozen"))
    state = limphome("state")[1]
    assert state["faults"] == {"camera.noise[camera/image_raw]:1@900": "waiting", "camera.freeze[camera/image_raw]:5@0": "active"}
    assert set(state["nodes"].values()) == {"active"}
    assert limphome("fault", "--heal")[0] == 0
    probe.until(lambda: told.is_in(Mode.NOMINAL) and told.cause() == "none")
    assert limphome("stop") == (0, {"pressed": True})
    state = limphome("state")[1]
    assert state["faults"] == {}
    assert state["health"]["gate"]["stopped"]
    assert state["reports"]["gate: reason"]["message"] == "emergency stop"
    running.until("the gate stands: emergency stop")
    os.kill(running.children()["gate"], signal.SIGKILL)
    running.until("gate is started again")
    assert limphome("reset")[0] == 1  # whether it has heard of the press yet or not
    told.gate.clear()
    probe.until(lambda: told.gate.get("reason") == "emergency stop")
    # The safety monitor may find the new gate's service later than we find its words; until then the gate "does not answer".
    probe.until(lambda: "still pressed" in limphome("reset")[1]["error"]["what"])
    assert limphome("stop", "--release") == (0, {"pressed": False})
    code, answer = limphome("reset")
    assert code == 0, answer
    told.gate.clear()
    probe.until(lambda: told.drives() and "not judged" not in told.cause())


def test_down_with_nothing_running_is_no_error(domain):
    done = subprocess.run([sys.executable, "-m", "limphome.cli.main", "down"], capture_output=True, text=True, check=True)
    assert "nothing of limphome runs" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--scenario", "no_such_yard"], "clear_route"),
        (["--scenario", "/tmp"], "is a folder"),
        (["--parameters", __file__], "is not YAML"),
        (["--stepped", "--no-simulator"], "embedded simulator only"),
        (["--remap", "scan:=/a", "--remap", "scan:=/b", "--no-simulator"], "'scan' is named twice"),
        (["--model", "no_such_model"], "yard_detector"),
        (["--fault", "camera.freeze:9"], "severity"),
        (["--fault", "camera.melt:3"], "unknown fault"),
    ],
)
def test_wrong_arguments_end_with_status_1_and_what_is_allowed(up, arguments, words):
    running = up(*arguments)
    assert running.process.wait(60.0) == 1
    assert words in running.text()
    assert "processes, logs in" not in running.text()
    assert not (running.output.parent / "runs").exists()
