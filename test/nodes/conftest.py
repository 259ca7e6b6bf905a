"""Real processes over real DDS: a domain for each test, waits for events and never for time."""

import fcntl
import itertools
import os
import signal
import tempfile
import time
from pathlib import Path

import pytest

rclpy = pytest.importorskip("rclpy", reason="needs ROS: make demo installs its wheels")

from limphome.nodes.environment import node_environment, stay_on_this_machine, use_dds_profile  # noqa: E402
from limphome.nodes.node_commands import command_line  # noqa: E402
from limphome.nodes.node_process import NodeProcess  # noqa: E402

from .probe import Probe  # noqa: E402

DOMAINS = range(30, 101)  # above 101 the ports of DDS fall among those that the kernel hands out
# Each worker has domains of its own: what another one used a moment ago is no clean one.
MINE = DOMAINS[int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) :: int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))]
NEXT = itertools.cycle(MINE)


def pytest_collection_modifyitems(items):
    """Waits have deadlines of their own; on a machine busy with other work they add up."""
    for item in items:
        if "test/nodes" in str(item.path):
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture
def domain(monkeypatch):
    """A ROS domain that no other test, in no other process, has now; nor had a little before.

    What processes that were killed left in shared memory can swallow the messages of the next ones in the same domain.
    """
    use_dds_profile(os.environ)
    stay_on_this_machine(os.environ)
    for number in itertools.islice(NEXT, len(MINE)):
        lock = open(Path(tempfile.gettempdir()) / f"limphome-test-domain-{number}", "w")  # noqa: SIM115
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            continue
        monkeypatch.setenv("ROS_DOMAIN_ID", str(number))
        yield number
        lock.close()
        return
    pytest.fail("every test domain is taken")


@pytest.fixture
def probe(domain):
    """A node in this process that speaks and listens."""
    node = Probe()
    yield node
    node.close()


@pytest.fixture
def start(domain, tmp_path):
    """Start node processes; they are ended after the test."""
    processes = []

    def start(name, parameters=None, remappings=(), module=None):
        command = command_line(module or f"limphome.nodes.{name}", parameters or {}, list(remappings))
        process = NodeProcess(name, command, node_environment(True), tmp_path / f"{name}.log")
        process.start()
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.send(signal.SIGINT)
    for process in processes:
        if not process.wait(5.0):
            process.send(signal.SIGKILL)
            process.wait(5.0)


def wait_for(condition, timeout_s=60.0, what="it did not happen"):
    """Until ``condition()`` is true."""
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s, what
        time.sleep(0.01)
