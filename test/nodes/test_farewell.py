"""A middleware that hangs keeps nobody."""

import subprocess
import sys
import time

import pytest
from rclpy.exceptions import InvalidHandle
from rclpy.node import Node

from limphome.nodes.asker import Asker
from limphome.nodes.farewell import let_go, wait_until_gone

pytestmark = pytest.mark.node
HANGING = """
import atexit, threading
from limphome.nodes.farewell import keep, leave

class Stuck:
    def destroy_node(self):
        threading.Event().wait()

atexit.register(threading.Event().wait)  # as the middleware does
keep(Stuck())
print("said")
leave(3)
"""
HOLDING_THE_INTERPRETER = """
import ctypes, threading
from limphome.nodes.farewell import let_go

class Stuck:
    def destroy_node(self):
        ctypes.PyDLL(None).sleep(60)  # as rclpy: no other thread runs meanwhile

let_go(Stuck(), 0.3)
"""


def test_a_node_is_destroyed(probe):
    node = Node("short_lived", context=probe.node.context)
    let_go(node)
    assert "short_lived" not in probe.node.get_node_names()


def test_an_asker_takes_its_node_with_it(domain):
    with Asker(1.0) as asker:
        assert asker.node.get_node_names()
    with pytest.raises(InvalidHandle):
        asker.node.get_node_names()


def test_a_node_that_hangs_and_holds_the_interpreter_ends_the_process_and_tells_where():
    done = subprocess.run(
        [sys.executable, "-c", HOLDING_THE_INTERPRETER], capture_output=True, text=True, timeout=30.0, check=False
    )
    assert done.returncode == 1
    assert "destroy_node" in done.stderr


def test_who_waits_for_others_to_go_waits_no_longer_than_a_second(probe):
    other = Node("other", context=probe.node.context)
    begin_s = time.monotonic()
    wait_until_gone(probe.node, ["other"])
    assert time.monotonic() - begin_s > 1.0
    other.destroy_node()
    begin_s = time.monotonic()
    wait_until_gone(probe.node, ["other"])
    assert time.monotonic() - begin_s < 1.0


def test_a_command_ends_with_its_status_though_a_node_would_hang():
    done = subprocess.run([sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=60.0, check=False)
    assert (done.returncode, done.stdout) == (3, "said\n")
