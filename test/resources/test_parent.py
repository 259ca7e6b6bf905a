"""What happens to a child when its parent is killed."""

import os
import signal
import subprocess
import sys
import time

import pytest

POOL = """
import multiprocessing, os, time
from concurrent.futures import ProcessPoolExecutor
from limphome.resources.parent import end_with_parent

if __name__ == "__main__":
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=end_with_parent) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        pool.submit(time.sleep, 60.0).result()
"""


def exists(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"


def wait_until_gone(pid, limit_s=10.0):
    until_s = time.monotonic() + limit_s
    while exists(pid):
        assert time.monotonic() < until_s, f"process {pid} outlived its parent"
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_a_worker_does_not_outlive_the_process_it_works_for(tmp_path, by):
    script = tmp_path / "pool.py"
    script.write_text(POOL, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        worker = int(parent.stdout.readline())
        assert exists(worker)
        parent.send_signal(by)
        wait_until_gone(worker)
