import multiprocessing
import threading
import time

import pytest

from limphome.perception.load_limit import load_within
from limphome.perception.runtime_errors import TimeLimitError
from limphome.perception.time_limit import TimeLimit


class Steps:
    """Notes which step was taken when."""

    def __init__(self, count):
        self.times_s, self.taken = [], [threading.Event() for _ in range(count)]

    def __iter__(self):
        return iter([lambda event=event: (self.times_s.append(time.monotonic()), event.set()) for event in self.taken])


def test_work_in_time_is_left_alone():
    steps = Steps(1)
    limit = TimeLimit(0.1, *steps)
    for _ in range(1000):
        with limit:
            pass
    time.sleep(0.3)
    assert not limit.expired
    assert not steps.times_s


def test_steps_are_taken_one_after_the_other_while_the_work_goes_on():
    steps = Steps(2)
    limit, began_s = TimeLimit(0.1, *steps), time.monotonic()
    with limit:
        assert steps.taken[1].wait(10.0)
    assert limit.expired
    first_s, second_s = steps.times_s
    assert first_s - began_s >= 0.1
    assert second_s - first_s >= 0.1


def test_the_next_work_begins_with_the_first_step():
    steps = Steps(2)
    limit = TimeLimit(0.05, *steps)
    with limit:
        assert steps.taken[0].wait(10.0)
    with limit:
        assert not limit.expired
        steps.taken[0].clear()
        assert steps.taken[0].wait(10.0)
    assert len(steps.times_s) == 2


def test_a_short_limit_is_kept_while_a_long_one_runs():
    steps = Steps(1)
    with TimeLimit(60.0), TimeLimit(0.05, *steps):
        assert steps.taken[0].wait(10.0)


def test_a_limit_holds_in_a_forked_process_too():
    def work(line):
        steps = Steps(1)
        with TimeLimit(0.05, *steps):
            line.send(steps.taken[0].wait(10.0))

    with TimeLimit(0.2, *Steps(1)):
        pass
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(theirs,))
    process.start()
    assert ours.poll(30.0)
    assert ours.recv()
    process.join()


def test_a_network_that_does_not_load_is_given_up():
    never = threading.Event()
    with pytest.raises(TimeLimitError, match=r"did not load within 0\.1 s"):
        load_within(0.1, never.wait)
    never.set()


def test_what_loading_raises_comes_back():
    with pytest.raises(ZeroDivisionError):
        load_within(10.0, lambda: 1 // 0)
    assert load_within(10.0, lambda: None) is None
