"""How long an ordered crash keeps its process away, as the starter hears it from the commander."""

import math
import time
from types import SimpleNamespace

import pytest

pytest.importorskip("rclpy", reason="needs ROS: make demo installs its wheels")

from limphome.core import FaultSpec
from limphome.nodes import process_report
from limphome.nodes.convert.status import array_of, from_fault
from limphome.nodes.process_report import Outages


class Commander:
    """Says what acts, at a time that the test sets."""

    def __init__(self, monkeypatch):
        self.now_s, self._hearers = 100.0, []
        monkeypatch.setattr(process_report, "time", SimpleNamespace(monotonic=lambda: self.now_s, time=time.time))
        self.outages = Outages(SimpleNamespace(create_subscription=lambda kind, topic, hear, qos: self._hearers.append(hear)))

    def say(self, *faults, age_s=0.0):
        for hear in self._hearers:
            hear(array_of([from_fault(FaultSpec.parse(text), age_s) for text in faults], 0.0))

    @property
    def held(self):
        return self.outages.held_until_s(self.now_s)


@pytest.fixture
def commander(monkeypatch):
    return Commander(monkeypatch)


def test_a_crash_holds_its_node_for_the_outage_or_until_the_fault_ends(commander):
    commander.say("compute.node_crash[gate]:4@1", "compute.node_crash[pilot]:5@1+3", "camera.freeze:3", age_s=2.0)
    assert commander.held == {"gate": pytest.approx(109.0), "pilot": pytest.approx(102.0)}


def test_of_two_crashes_of_one_node_the_longer_holds(commander):
    commander.say("compute.node_crash[gate]:5", "compute.node_crash[gate]:1")
    assert commander.held == {"gate": math.inf}


def test_a_crash_that_was_taken_back_holds_nobody(commander):
    commander.say("compute.node_crash[perception]:5", "compute.node_crash[gate]:5")
    commander.say("compute.node_crash[gate]:5")
    assert commander.held == {"gate": math.inf}
    commander.say()
    assert commander.held == {}


def test_a_silent_commander_holds_nobody(commander):
    commander.say("compute.node_crash[perception]:5")
    commander.now_s += 1.0
    assert commander.held == {"perception": math.inf}
    commander.now_s += 1.1
    assert commander.held == {}


def test_while_a_node_is_held_one_looks_again_soon_however_long_the_outage(commander):
    assert commander.outages.wait_s("perception", commander.now_s) == 0.0
    commander.say("compute.node_crash[perception]:5")
    assert 0.0 < commander.outages.wait_s("perception", commander.now_s) <= 0.5
    assert commander.outages.wait_s("gate", commander.now_s) == 0.0
    commander.say()
    assert commander.outages.wait_s("perception", commander.now_s) == 0.0
