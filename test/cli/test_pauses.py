import ctypes
import time

from limphome.cli.demo.pauses import Pauses


def test_a_machine_that_lets_nobody_run_is_noticed_and_when():
    pauses = Pauses()
    time.sleep(0.02)
    ctypes.PyDLL(None).usleep(300_000)  # no other thread runs meanwhile
    time.sleep(0.1)
    pause = pauses.longest(within_s=10.0)
    assert pause.length_s > 0.2
    assert 0.05 < pause.before_end_s < 10.0


def test_what_came_before_the_drive_does_not_count():
    pauses = Pauses()
    ctypes.PyDLL(None).usleep(300_000)
    time.sleep(0.1)
    pause = pauses.longest(within_s=0.05)
    assert pause.before_end_s <= 0.05
