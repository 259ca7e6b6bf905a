import signal
from pathlib import Path

import pytest

from limphome.nodes.shared_memory import clean_dead_segments

pytestmark = pytest.mark.node


def _segments(pid):
    maps = Path(f"/proc/{pid}/maps").read_text()
    lines = (line for line in maps.splitlines() if "/dev/shm/fastrtps_" in line and not line.endswith("(deleted)"))
    return {Path(line.split()[-1]).name for line in lines if "port" not in line}


def test_killed_node_leaks_its_segment_and_the_cleaner_removes_it(probe, start):
    own = _segments("self")
    process = start("gate")
    probe.until(lambda: "gate" in probe.node.get_node_names())
    probe.until(lambda: _segments(process.pid) - own)
    segments = _segments(process.pid) - own
    assert segments
    process.send(signal.SIGKILL)
    process.wait(5.0)
    assert all((Path("/dev/shm") / name).exists() for name in segments)
    clean_dead_segments()
    assert not any((Path("/dev/shm") / name).exists() for name in segments)
    assert all((Path("/dev/shm") / name).exists() for name in own)
