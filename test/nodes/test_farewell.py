"""A middleware that hangs keeps nobody."""

import subprocess
import sys

import pytest
from rclpy.exceptions import InvalidHandle
from rclpy.node import Node

from limphome.nodes.asker import Asker
from limphome.nodes.farewell import let_go

pytestmark = pytest.mark.node
HANGING = """
import atexit, threading
from limphome.nodes.farewell import leave, let_go

class Stuck:
    def get_name(self):
        return "stuck"

    def destroy_node(self):
        threading.Event().wait()

atexit.register(threading.Event().wait)  # as the middleware does
assert not let_go(Stuck(), 0.1)
print("said")
leave(3)
"""


def test_a_node_is_destroyed(probe):
    node = Node("short_lived", context=probe.node.context)
    assert let_go(node)
    assert "short_lived" not in probe.node.get_node_names()


def test_an_asker_takes_its_node_with_it(domain):
    with Asker(1.0) as asker:
        assert asker.node.get_node_names()
    with pytest.raises(InvalidHandle):
        asker.node.get_node_names()


def test_a_command_ends_with_its_status_though_a_node_hangs():
    done = subprocess.run([sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=60.0, check=False)
    assert (done.returncode, done.stdout) == (3, "said\n")
