import subprocess
import sys

import pytest
from diagnostic_msgs.msg import DiagnosticStatus

from limphome.core import topics

pytestmark = pytest.mark.node

SETUP = """
from setuptools import setup
group = {"limphome.monitors": ["breaks = yard_breaks:Breaks"]}
setup(name="yard-breaks", version="1.0", py_modules=["yard_breaks"], entry_points=group)
"""
MODULE = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Config:
    pass

class Breaks:
    component, Config = "yard", Config

    def __init__(self, config):
        pass

    def observe(self, topic, message, now_s, age_s):
        pass

    def verdict(self, now_s):
        return 1 / 0
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    source, site = tmp_path / "package", tmp_path / "site"
    source.mkdir()
    (source / "setup.py").write_text(SETUP)
    (source / "yard_breaks.py").write_text(MODULE)
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", str(site), "."]
    subprocess.run(command, check=True, cwd=source, capture_output=True)
    monkeypatch.setenv("PYTHONPATH", str(site))
    file = tmp_path / "monitors.yaml"
    file.write_text("schema_version: 1\nmonitors: {breaks: }\n")
    return str(file)


def test_broken_monitor_of_a_user_is_named_and_the_node_goes_on(installed, start, probe):
    process = start("safety_monitor", {"user_monitors": installed})
    probe.bring_up("safety_monitor")
    states = probe.hear(DiagnosticStatus, topics.SAFETY_STATE)

    def reasons():
        return [value.value for value in states[-1][1].values] if states else []

    probe.until(lambda: any("breaks: broken: ZeroDivisionError" in reason for reason in reasons()), what="it is not named")
    count = len(states)
    probe.until(lambda: len(states) > count + 5, what="the node fell silent")
    assert process.is_running
