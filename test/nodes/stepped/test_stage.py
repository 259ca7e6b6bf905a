"""A stepped node in this process; what it is told comes from the test, not over DDS."""

import time

import numpy as np
import pytest

pytest.importorskip("rclpy", reason="needs ROS: make demo installs its wheels")

import rclpy
from rclpy.lifecycle import TransitionCallbackReturn
from std_msgs.msg import String

from limphome.core import Route, topics
from limphome.nodes.convert.route import from_route
from limphome.nodes.pilot import PilotNode
from limphome.nodes.stepped.stage import stepped
from limphome.nodes.stepped.turn import Turn

pytestmark = pytest.mark.node

ROUTE = from_route(Route(np.array([[0.0, 0.0], [5.0, 0.0]])))
SUCCESS = TransitionCallbackReturn.SUCCESS


@pytest.fixture
def pilot(domain):
    rclpy.init()
    node = stepped(PilotNode)()
    assert node.trigger_configure() == SUCCESS
    assert node.trigger_activate() == SUCCESS
    yield node
    node.close()
    node.destroy_node()
    rclpy.shutdown()


def joins(node):
    """The conductor lets a process that was started again take part."""
    node._step_on_turn(String(data=Turn(7, joins=(node._step_birth,), now_s=3.0).text()))


def hears(node, route):
    """As the callback of its subscription does; DDS brings it whenever it likes."""
    heard = next(one for one in node.subscriptions if one.topic_name == f"/{topics.ROUTE}")
    heard.callback(route, {"source_timestamp": time.time_ns()})


@pytest.fixture
def answers(pilot, monkeypatch):
    """How often it said that it is done."""
    said = []
    monkeypatch.setattr(pilot._step_answer, "publish", said.append)
    return said


def test_a_pilot_that_comes_back_drives_by_the_route_that_came_before_it_took_part(pilot, answers):
    hears(pilot, ROUTE)
    assert pilot._pilot is None, "it waits for its turn"
    joins(pilot)
    assert pilot._pilot is not None
    assert len(answers) == 1


def test_a_pilot_that_comes_back_lets_time_stand_until_its_route_has_come(pilot, answers):
    joins(pilot)
    assert answers == []
    hears(pilot, ROUTE)
    assert pilot._pilot is not None
    assert len(answers) == 1


def test_a_route_that_was_said_to_the_process_before_and_comes_late_is_taken(pilot):
    hears(pilot, ROUTE)
    joins(pilot)
    first, pilot._step_deaf_until_ns = pilot._pilot, time.time_ns() + 10**9
    hears(pilot, ROUTE)
    assert pilot._pilot is not first


def test_at_the_start_nobody_waits_for_a_route(pilot, answers):
    pilot._step_on_turn(String(data=Turn(0, joins=(pilot._step_birth,)).text()))
    assert len(answers) == 1
