"""A package with monitors is built and installed into a folder, and found as any installed package is."""

import subprocess
import sys
from dataclasses import replace

import pytest
from rig import MonitorRig

from limphome.core import CameraModel, LimphomeError, Mode, topics
from limphome.safety.monitor_set import MonitorSet
from limphome.safety.safety_monitor_config import SafetyMonitorConfig
from limphome.safety.supervisor import Supervisor

SETUP = """
from setuptools import setup
setup(name="yard-extras", version="1.0", py_modules=["yard_extras"], entry_points={"limphome.monitors": [
    "too_far = yard_extras:TooFar", "no_module = yard_no_such:X", "bad_start = yard_extras:BadStart",
    "raises = yard_extras:Raises", "leaves = yard_extras:Leaves", "no_verdict = yard_extras:NoVerdict",
    "number = yard_extras:Number", "no_mode = yard_extras:NoMode", "word = yard_extras:Word", "no_reason = yard_extras:NoReason",
    "scan_stale = yard_extras:TooFar"]})
"""
MODULE = '''
import sys
from dataclasses import dataclass
from limphome.core import Mode, Verdict
from limphome.resources import option

@dataclass(frozen=True)
class TooFarConfig:
    far_m: float = option(5.0, "farthest from the start [m]", 0.1, 100.0)

class TooFar:
    """Asks for LIMP_HOME beyond a distance from the start."""
    component, Config = "odometry", TooFarConfig

    def __init__(self, config):
        self.config, self.x_m = config, 0.0

    def observe(self, topic, message, now_s, age_s):
        if topic == "odom":
            self.x_m = message.x_m

    def verdict(self, now_s):
        if self.x_m <= self.config.far_m:
            return Verdict(now_s, "", "odometry")
        return Verdict(now_s, "", "odometry", Mode.LIMP_HOME, f"{self.x_m:.1f} m away")

class BadStart(TooFar):
    def __init__(self, config):
        raise OSError("no such device")

class Raises(TooFar):
    def observe(self, topic, message, now_s, age_s):
        if now_s > 2.0:
            raise KeyError("gone")

class Leaves(TooFar):
    def verdict(self, now_s):
        sys.exit(3)

class NoVerdict(TooFar):
    def verdict(self, now_s):
        return None

class Number(TooFar):
    def verdict(self, now_s):
        return Verdict(now_s, "", "odometry", demand=1)

class NoMode(TooFar):
    def verdict(self, now_s):
        return Verdict(now_s, "", "odometry", demand=None)

class Word(TooFar):
    def verdict(self, now_s):
        return Verdict(now_s, "", "odometry", demand="LIMP_HOME")

class NoReason(TooFar):
    def verdict(self, now_s):
        return Verdict(now_s, "", "odometry", Mode.LIMP_HOME, None)
'''


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    source, target = tmp_path_factory.mktemp("package"), tmp_path_factory.mktemp("site")
    (source / "setup.py").write_text(SETUP)
    (source / "yard_extras.py").write_text(MODULE)
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", str(target), "."]
    subprocess.run(command, check=True, cwd=source, capture_output=True)
    return target


@pytest.fixture
def make(installed, monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(installed))

    def make(monitors, version=1):
        file = tmp_path / "monitors.yaml"
        file.write_text(f"schema_version: {version}\nmonitors: {monitors}\n")
        config = SafetyMonitorConfig(user_monitors=str(file))
        rig = MonitorRig()
        rig.monitors, rig.supervisor = MonitorSet(config, CameraModel()), Supervisor(config)
        return rig

    return make


def test_users_monitor_changes_the_mode_under_its_own_name(make):
    rig = make("{too_far: {far_m: 1.0}}").started()
    rig.change[topics.ODOMETRY] = lambda odometry: replace(odometry, x_m=2.0)
    rig.run(1.0)
    assert rig.state is Mode.LIMP_HOME
    assert rig.modes[-1][2][0].startswith("too_far: ")


def test_without_its_condition_it_says_nothing(make):
    rig = make("{too_far: {far_m: 3.0}}").started()
    rig.change[topics.ODOMETRY] = lambda odometry: replace(odometry, x_m=2.0)
    rig.run(1.0)
    assert rig.state is Mode.NOMINAL


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no_module", "ModuleNotFoundError: No module named 'yard_no_such'"),
        ("bad_start", "OSError: no such device"),
        ("raises", "KeyError: 'gone'"),
        ("leaves", "SystemExit: 3"),
        ("no_verdict", "verdict() gave a NoneType"),
        ("number", "verdict() gave a demand of type int, not Mode"),
        ("no_mode", "verdict() gave a demand of type NoneType, not Mode"),
        ("word", "verdict() gave a demand of type str, not Mode"),
        ("no_reason", "verdict() gave a reason of type NoneType, not str"),
    ],
)
def test_broken_monitor_stops_the_robot_and_is_named_while_the_others_go_on(make, name, said):
    rig = make(f"{{{name}: , too_far: {{far_m: 1.0}}}}")
    rig.run(2.5)
    verdicts = {verdict.monitor: verdict for verdict in rig.monitors.verdicts(rig.now_s)}
    assert verdicts[name].demand is Mode.SAFE_STOP
    assert verdicts[name].reason == f"broken: {said}"
    assert rig.state is Mode.SAFE_STOP
    assert verdicts["scan_stale"].ok
    assert not verdicts["too_far"].reason.startswith("broken")


@pytest.mark.parametrize(
    ("monitors", "said"),
    [
        ("{no_such: }", r"unknown monitor 'no_such'.*bad_start.*too_far"),
        ("{too_far: {far: 1.0}}", r"unknown key 'far'.*far_m"),
        ("{too_far: {far_m: 0.0}}", r"too_far.*'far_m: 0.0' is out of range"),
        ("{scan_stale: }", "'scan_stale' is a monitor of limphome"),
    ],
)
def test_wrong_line_is_refused_with_what_is_allowed(make, monitors, said):
    with pytest.raises(LimphomeError, match=said):
        make(monitors)


def test_another_schema_version_is_refused(make):
    with pytest.raises(LimphomeError, match="schema_version 2"):
        make("{}", version=2)
