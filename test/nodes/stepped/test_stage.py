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


def hears_a_route(node):
    node._step_keep(f"/{topics.ROUTE}", ROUTE, time.time_ns(), once=True)


def test_a_pilot_that_comes_back_drives_by_the_route_that_came_before_it_took_part(pilot):
    hears_a_route(pilot)
    assert pilot._pilot is None, "it waits for its turn"
    joins(pilot)
    assert pilot._pilot is not None


def test_a_pilot_that_comes_back_takes_the_route_that_comes_after_too(pilot):
    joins(pilot)
    assert pilot._pilot is None
    pilot._step_deaf_until_ns = time.time_ns() + 10**9  # said to the process before, delivered late
    hears_a_route(pilot)
    assert pilot._pilot is not None
