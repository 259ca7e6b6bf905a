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
