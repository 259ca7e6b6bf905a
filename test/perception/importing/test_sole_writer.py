import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from limphome.core import LimphomeError
from limphome.perception.importing.replacing import new_workshop, tidy_up, workshop
from limphome.perception.importing.sole_writer import sole_writer

OTHER = """
import sys, time
from pathlib import Path
from limphome.perception.importing.sole_writer import sole_writer
with sole_writer(Path(sys.argv[1])):
    print("holds it", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_command(out):
    """A process that writes there."""
    with subprocess.Popen([sys.executable, "-c", OTHER, str(out)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "holds it\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def out(tmp_path):
    return tmp_path / "runs" / "quantized"


def test_a_second_command_is_refused_while_the_first_writes(out):
    with another_command(out), pytest.raises(LimphomeError, match="another command writes there") as caught, sole_writer(out):
        raise AssertionError("both wrote")
    assert caught.value.where == str(out)


def test_the_second_is_refused_by_whatever_way_it_names_the_folder(out, tmp_path):
    out.mkdir(parents=True)
    (tmp_path / "latest").symlink_to(out)
    with sole_writer(out), pytest.raises(LimphomeError, match="another command"), sole_writer(tmp_path / "latest"):
        raise AssertionError("both wrote")


def test_folders_beside_each_other_are_written_at_once(out):
    with sole_writer(out), sole_writer(out.with_name("other")):
        assert len(list(out.parent.glob(".*.lock"))) == 2


def test_nothing_is_left_and_the_next_one_writes(out):
    for _ in range(2):
        with sole_writer(out):
            pass
        assert list(out.parent.iterdir()) == []


def test_an_error_gives_the_folder_back(out):
    with pytest.raises(KeyboardInterrupt), sole_writer(out):
        raise KeyboardInterrupt
    with sole_writer(out):
        pass


def test_the_lock_of_a_process_that_was_killed_hinders_nobody(out):
    with another_command(out) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert (out.parent / ".quantized.lock").exists()
        with sole_writer(out):
            pass
    assert list(out.parent.iterdir()) == []


def test_a_lock_file_that_its_last_holder_removes_meanwhile_is_made_anew(out, monkeypatch):
    from limphome.perception.importing import sole_writer as module

    flock, turns = module.fcntl.flock, []

    def flock_too_late(stream, how):
        if not turns:
            os.unlink(stream.name)
        turns.append(how)
        flock(stream, how)

    monkeypatch.setattr(module.fcntl, "flock", flock_too_late)
    with sole_writer(out):
        assert (out.parent / ".quantized.lock").exists()
    assert len(turns) == 2


def test_the_work_of_the_other_command_is_not_tidied_up(out):
    with another_command(out):
        living = new_workshop(out)
        tidy_up(out)
        assert living.is_dir()
    tidy_up(out)
    assert not workshop(out).exists()


def test_a_place_that_cannot_be_locked_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LimphomeError, match="cannot be locked: "), sole_writer(tmp_path / "file" / "model"):
        raise AssertionError("it wrote")
