"""A middleware that hangs keeps nobody."""

import subprocess
import sys
import time

import pytest
from rclpy.exceptions import InvalidHandle
from rclpy.node import Node

from limphome.nodes.asker import Asker
from limphome.nodes.farewell import let_go, wait_until_gone

from .conftest import wait_for

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
SPOKEN = """
import ctypes
from pathlib import Path
from limphome.nodes import farewell
from limphome.nodes.asker import Asker

library = ctypes.CDLL(None)
getattr(library, "__cxa_atexit")(library.pause, None, None)  # an exit handler that hangs, as the one of Fast DDS can

def ask():
    with Asker(30.0) as asker:
        assert asker.until(lambda: "{other}" in asker.node.get_node_names())
        asker.node.asker = asker  # a circle, as callbacks make them

def end(status, leave=farewell.end):
    print(any("dds.ev" in name.read_text() for name in Path("/proc/self/task").glob("*/comm")))
    leave(status)

farewell.end = end
ask()
farewell.leave(3)
"""
FAILING = """
import time
from limphome.nodes.farewell import let_go

class Failing:
    def destroy_node(self):
        raise KeyError

try:
    let_go(Failing(), 0.2)
except KeyError:
    time.sleep(1.0)  # five times as long as the watchdog would wait
"""
DRIVING_ONCE = """
import ctypes, sys
from pathlib import Path
from limphome.nodes.farewell import leave
from limphome.nodes.node_list import SystemOptions
from limphome.nodes.system import System

system = System(SystemOptions(scenario="still_scene"), Path(sys.argv[1]), to_the_end=True)
system.node.destroy_node = lambda: ctypes.PyDLL(None).sleep(60)
system.stop()
system.stop()
print("told")
leave(3)
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


def test_nobody_is_watched_any_more_once_destroying_has_failed():
    assert subprocess.run([sys.executable, "-c", FAILING], timeout=30.0, check=False).returncode == 0


def test_who_drives_once_tells_all_and_ends_with_its_status_though_its_node_would_hang(domain, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", DRIVING_ONCE, str(tmp_path)], capture_output=True, text=True, timeout=60.0, check=False
    )
    assert (done.returncode, done.stdout) == (3, "told\n"), done.stderr


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


def test_who_asked_ends_with_its_status_though_an_exit_handler_hangs_and_is_gone_for_the_others(probe):
    code = SPOKEN.format(other=probe.node.get_name())
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60.0, check=False)
    assert (done.returncode, done.stdout) == (3, "False\n"), done.stderr  # no thread of a participant is left
    seen = probe.node.get_node_names
    wait_for(lambda: not any(name.startswith("asker_") for name in seen()), 2.0, "its lease has to run out")
