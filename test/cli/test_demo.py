"""The demo itself: real processes, real DDS; and the same story in lockstep."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from limphome.cli import exit_status
from limphome.cli.main import call

needs_ros = pytest.mark.skipif(find_spec("rclpy") is None, reason="needs ROS: make demo installs its wheels")


def processes_with(text):
    """Ids of processes whose command line holds ``text``."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:  # it ended meanwhile
                continue
            if text in line:
                found.append(int(entry.name))
    return found


def messages_in(recording):
    """Topic -> count."""
    from mcap.reader import make_reader

    with open(recording, "rb") as stream:
        summary = make_reader(stream).get_summary()
    return {channel.topic: summary.statistics.channel_message_counts.get(key, 0) for key, channel in summary.channels.items()}


def start_demo(runs, *more):
    return subprocess.Popen(
        [sys.executable, "-m", "limphome.cli.main", "demo", "--runs", str(runs), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.mark.node
@pytest.mark.whole
@pytest.mark.timeout(240)
@needs_ros
def test_ctrl_c_in_the_middle_leaves_a_readable_recording_and_no_process(tmp_path):
    demo = start_demo(tmp_path)
    told, active = [], threading.Event()

    def listen():
        for line in demo.stdout:
            told.append(line)
            if "all nodes are active" in line:
                active.set()

    threading.Thread(target=listen, daemon=True).start()
    assert active.wait(90), "".join(told)
    time.sleep(4.0)
    assert len(processes_with("limphome.nodes.")) >= 9
    demo.send_signal(signal.SIGINT)
    assert demo.wait(40) == exit_status.INTERRUPTED
    assert "Traceback" not in "".join(told)
    assert processes_with(str(tmp_path)) == []
    (folder,) = tmp_path.iterdir()
    assert messages_in(folder / "recording.mcap")["/camera/image_raw"] > 5


@pytest.mark.node
@pytest.mark.whole
@pytest.mark.evidence
@pytest.mark.slow
@pytest.mark.timeout(300)
@needs_ros
def test_the_story_comes_out_as_told_over_dds(tmp_path):
    demo = start_demo(tmp_path, "--json")
    out, _ = demo.communicate(timeout=280)
    result = json.loads(out.splitlines()[-1])
    assert [line for line in result["summary"] if not line["passed"]] == []
    assert demo.returncode == exit_status.RAN
    folder = Path(result["folder"])
    assert {"report.html", "recording.mcap", "run.json", "log"} <= {path.name for path in folder.iterdir()}
    seen = messages_in(folder / "recording.mcap")
    assert min(seen[f"/{topic}"] for topic in ("camera/image_raw", "scan", "odom", "detections", "cmd_vel", "safety/state")) > 500
    assert processes_with(str(tmp_path)) == []


@pytest.mark.slow
def test_the_same_story_in_lockstep(tmp_path, capsys):
    status = call(["demo", "--lockstep", "--json", "--runs", str(tmp_path)])
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [line for line in result["summary"] if not line["passed"]] == []
    assert status == exit_status.RAN
    assert result["as_told"]
    assert "lockstep" in result["way"]
    assert {path.name for path in Path(result["folder"]).iterdir()} == {"recording.mcap", "report.html", "run.json"}
    seen = messages_in(Path(result["folder"]) / "recording.mcap")
    assert min(seen[f"/{topic}"] for topic in ("camera/image_raw", "scan", "odom", "detections", "cmd_vel", "safety/state")) > 500


@needs_ros
def test_a_full_disk_is_told_before_anything_starts(tmp_path, capsys, monkeypatch):
    from limphome.cli.demo import command

    monkeypatch.setattr(command, "_NEED_BYTES", 10**18)
    assert call(["demo", "--runs", str(tmp_path), "--json"]) == exit_status.COULD_NOT_RUN
    assert "MB are free" in json.loads(capsys.readouterr().out)["error"]["what"]
    assert list(tmp_path.iterdir()) == []
