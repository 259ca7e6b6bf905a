"""The end of a node's process, whatever its middleware does."""

import signal
import subprocess
import sys

import pytest

from .conftest import wait_for

pytestmark = pytest.mark.node
NODE = """
import ctypes, os, signal
from rclpy.node import Node
from limphome.nodes.main import run_node

library = ctypes.CDLL(None)
getattr(library, "__cxa_atexit")(library.pause, None, None)  # an exit handler that hangs, as the one of Fast DDS can

class Short(Node):
    def __init__(self):
        super().__init__("short")
        self.create_timer(0.1, self.tick)

    def tick(self):
        {tick}

    def close(self):
        print("closed")

run_node(Short)
"""
STUCK = """
    def destroy_node(self):
        ctypes.PyDLL(None).sleep(60)  # as rclpy: no other thread runs meanwhile

run_node(Short)
"""


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60.0, check=False)


def test_a_node_that_is_asked_to_end_does_so_though_an_exit_handler_hangs(domain):
    done = run(NODE.format(tick="os.kill(os.getpid(), signal.SIGTERM)"))
    assert (done.returncode, done.stdout) == (0, "closed\n"), done.stderr


def test_a_node_with_an_error_tells_it_and_ends_though_an_exit_handler_hangs(domain):
    done = run(NODE.format(tick="raise KeyError('what was wrong')"))
    assert done.returncode == 1
    assert "what was wrong" in done.stderr


def test_a_node_that_cannot_be_destroyed_tells_where_and_ends(domain):
    done = run(NODE.format(tick="os.kill(os.getpid(), signal.SIGTERM)").replace("\nrun_node(Short)\n", STUCK))
    assert (done.returncode, done.stdout) == (1, "closed\n")
    assert "destroy_node" in done.stderr


def test_others_hear_at_once_that_a_node_has_ended(start, probe):
    gate = start("gate")
    probe.bring_up("gate")  # which then freezes what it has, for the garbage collection
    gate.send(signal.SIGTERM)
    assert gate.wait(20.0)
    assert gate.status == 0
    wait_for(lambda: "gate" not in probe.node.get_node_names(), 2.0, "its lease has to run out")
