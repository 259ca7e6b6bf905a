import threading
import time

import pytest
import rclpy
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.clock import Clock, ClockType
from rclpy.context import Context
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node
from std_msgs.msg import Int32
from std_srvs.srv import Trigger

from limphome.nodes.lean_executor import LeanExecutor

pytestmark = pytest.mark.node


@pytest.fixture
def served(domain):
    """A node of its own context that a LeanExecutor serves in a thread."""
    context = Context()
    rclpy.init(context=context)
    node = Node("served", context=context)
    executor = LeanExecutor(context=context)
    executor.add_node(node)
    ended = []

    def spin():
        try:
            executor.spin()
        except ExternalShutdownException:
            ended.append(True)

    thread = threading.Thread(target=spin)
    thread.start()
    yield node
    context.try_shutdown()
    thread.join(5.0)
    assert ended, "the shutdown did not end the spin"


def test_every_message_of_a_burst_arrives_in_order(served, probe):
    heard = []
    served.create_subscription(Int32, "numbers", lambda message: heard.append(message.data), 100)
    out = probe.speak(Int32, "numbers", qos=100)
    for number in range(60):
        out.publish(Int32(data=number))
    probe.until(lambda: len(heard) == 60)
    assert heard == list(range(60))


def test_entities_made_and_destroyed_while_spinning_are_served_and_forgotten(served, probe):
    ticks = []
    timer = served.create_timer(0.01, lambda: ticks.append(1), clock=Clock(clock_type=ClockType.STEADY_TIME))
    probe.until(lambda: len(ticks) >= 3)
    served.destroy_timer(timer)
    count = len(ticks)
    probe.until(_after(0.2))
    assert len(ticks) <= count + 1


def test_service_that_waits_for_another_service_gets_its_answer(served, probe):
    group = ReentrantCallbackGroup()
    client = served.create_client(Trigger, "inner", callback_group=group)

    async def outer(request, response):
        response.success = (await client.call_async(Trigger.Request())).success
        return response

    def inner(request, response):
        response.success = True
        return response

    served.create_service(Trigger, "outer", outer, callback_group=group)
    probe.node.create_service(Trigger, "inner", inner)
    probe.until(client.service_is_ready)
    assert probe.call(Trigger, "outer", Trigger.Request()).success


def test_idle_executor_sleeps(served, probe):
    before_s = time.process_time()
    probe.until(_after(1.0))
    assert time.process_time() - before_s < 0.3


def _after(seconds):
    until_s = time.monotonic() + seconds
    return lambda: time.monotonic() >= until_s
