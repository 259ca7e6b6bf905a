import errno
import os
import signal
import time

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.perception.importing.sandbox import run_limited


def refuse():
    raise LimphomeError("no", "here", "yes")


def die():
    os.kill(os.getpid(), signal.SIGSEGV)


def hoard():
    return len(np.ones(10**9))


def fill_the_disk():
    with open("/dev/full", "w") as disk:
        disk.write("a model")


def want_what_is_not_there():
    open("/nowhere/model")  # noqa: SIM115


def want_more_than_there_is():
    raise OSError(errno.ENOMEM, "Cannot allocate memory")


def run(work, *arguments, limit_s=30.0):
    return run_limited(work, arguments, limit_s, 4 * 10**9, "net.onnx")


def test_the_result_comes_back():
    assert run(divmod, 7, 3) == (2, 1)


def test_an_error_comes_back_whole():
    with pytest.raises(LimphomeError) as caught:
        run(refuse)
    assert caught.value.as_dict() == {"what": "no", "where": "here", "allowed": "yes"}


def test_a_function_that_hangs_is_ended():
    began_s = time.monotonic()
    with pytest.raises(LimphomeError, match=r"more than 0\.5 s"):
        run(time.sleep, 60, limit_s=0.5)
    assert time.monotonic() - began_s < 10


def test_a_function_that_dies_is_named():
    with pytest.raises(LimphomeError, match="SIGSEGV"):
        run(die)


def test_a_function_that_wants_all_memory_is_refused():
    with pytest.raises(LimphomeError, match="more than 4 GB"):
        run(hoard)


def test_a_full_disk_is_told_and_the_network_is_not_blamed():
    with pytest.raises(LimphomeError, match="No space left on device") as caught:
        run(fill_the_disk)
    assert "net.onnx" not in str(caught.value)


def test_a_file_that_the_system_refuses_is_named():
    with pytest.raises(LimphomeError, match="No such file") as caught:
        run(want_what_is_not_there)
    assert caught.value.where == "/nowhere/model"


def test_a_system_that_has_no_more_memory_is_told_as_such():
    with pytest.raises(LimphomeError, match="more than 4 GB"):
        run(want_more_than_there_is)
