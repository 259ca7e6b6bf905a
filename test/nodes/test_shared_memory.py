import fcntl

import pytest

from limphome.core import LimphomeError
from limphome.nodes.shared_memory import check_space, clean_dead_segments


def test_segment_of_a_dead_owner_goes_and_that_of_a_living_one_stays(tmp_path):
    for name in ("fastrtps_dead", "fastrtps_dead_el", "fastrtps_live", "fastrtps_live_el", "sem.fastrtps_dead_mutex", "other"):
        (tmp_path / name).write_bytes(b"x")
    with open(tmp_path / "fastrtps_live_el", "rb") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)
        removed = clean_dead_segments(tmp_path)
    assert sorted(removed) == ["fastrtps_dead", "fastrtps_dead_el", "sem.fastrtps_dead_mutex"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fastrtps_live", "fastrtps_live_el", "other"]


def test_full_shared_memory_is_refused_with_the_command_that_mends_it(tmp_path):
    check_space(1, tmp_path)
    with pytest.raises(LimphomeError, match=r"1000000 nodes need 9000000 MB.*--shm-size"):
        check_space(1_000_000, tmp_path)
