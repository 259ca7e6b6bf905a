import subprocess
import sys

import pytest

from limphome.core import LimphomeError
from limphome.nodes.domain_lock import DomainLock, domain_id

HOLD = "import sys, time; from pathlib import Path; from limphome.nodes.domain_lock import DomainLock as L; " + (
    "lock = L(5, Path(sys.argv[1])); lock.take({'folder': 'x'}); print('held', flush=True); time.sleep(60)"
)


def test_domain_is_held_by_one_and_free_again_when_its_holder_is_killed(tmp_path):
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        assert DomainLock(5, tmp_path).holder()["pid"] == other.pid
        with pytest.raises(LimphomeError, match=f"process {other.pid}.*limphome down"):
            DomainLock(5, tmp_path).take({})
        DomainLock(6, tmp_path).take({})
        other.kill()
    assert DomainLock(5, tmp_path).holder() == {}
    DomainLock(5, tmp_path).take({})


def test_released_domain_can_be_taken_again(tmp_path):
    first = DomainLock(5, tmp_path)
    first.take({})
    first.release()
    DomainLock(5, tmp_path).take({})


@pytest.mark.parametrize("text", ["yard", "-1", "233"])
def test_wrong_domain_is_refused_by_name(monkeypatch, text):
    monkeypatch.setenv("ROS_DOMAIN_ID", text)
    with pytest.raises(LimphomeError, match="ROS_DOMAIN_ID"):
        domain_id()
