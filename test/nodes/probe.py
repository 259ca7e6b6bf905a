"""A node in the test's own process."""

import time

import rclpy
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState, GetState
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

from limphome.nodes.qos import qos_of


class Probe:
    """Speaks, listens, calls services; every wait spins and has a deadline."""

    def __init__(self):
        self.context = Context()
        rclpy.init(context=self.context)
        self.node = Node("probe", context=self.context)
        self.executor = SingleThreadedExecutor(context=self.context)
        self.executor.add_node(self.node)

    def close(self):
        self.node.destroy_node()
        self.context.try_shutdown()

    def spin(self, seconds=0.02):
        self.executor.spin_once(timeout_sec=seconds)

    def until(self, condition, timeout_s=60.0, what="it did not happen", meanwhile=lambda: None):
        """Spin until ``condition()`` is true; ``meanwhile()`` is called about every 20 ms."""
        deadline_s = time.monotonic() + timeout_s
        due_s = 0.0
        while not condition():
            assert time.monotonic() < deadline_s, what
            if time.monotonic() >= due_s:
                meanwhile()
                due_s = time.monotonic() + 0.02
            self.spin()

    def hear(self, kind, topic, qos=None):
        """A list that grows by (arrival, message)."""
        heard = []
        self.node.create_subscription(kind, topic, lambda m: heard.append((time.monotonic(), m)), qos or qos_of(topic))
        return heard

    def speak(self, kind, topic, qos=None, readers=1):
        """A publisher; waits until it is matched."""
        publisher = self.node.create_publisher(kind, topic, qos or qos_of(topic))
        self.until(lambda: publisher.get_subscription_count() >= readers, what=f"nobody listens on {topic}")
        return publisher

    def call(self, kind, name, request, timeout_s=60.0):
        """The first answer; asked again every five seconds: one can get lost while two processes discover each other."""
        client = self.node.create_client(kind, name)
        self.until(client.service_is_ready, what=f"no service {name}")
        futures, due_s = [], 0.0

        def ask():
            nonlocal due_s
            if time.monotonic() >= due_s:
                futures.append(client.call_async(request))
                due_s = time.monotonic() + 5.0

        self.until(lambda: any(future.done() for future in futures), timeout_s, f"no answer of {name}", meanwhile=ask)
        self.node.destroy_client(client)
        return next(future.result() for future in futures if future.done())

    def transition(self, name, transition):
        request = ChangeState.Request()
        request.transition.id = transition
        return self.call(ChangeState, f"{name}/change_state", request).success

    def state(self, name):
        return self.call(GetState, f"{name}/get_state", GetState.Request()).current_state.label

    def bring_up(self, *names):
        for name in names:
            assert self.transition(name, Transition.TRANSITION_CONFIGURE), f"{name} did not configure"
            assert self.transition(name, Transition.TRANSITION_ACTIVATE), f"{name} did not activate"
