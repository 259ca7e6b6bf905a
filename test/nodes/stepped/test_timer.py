import pytest

pytest.importorskip("rclpy", reason="needs ROS: make demo installs its wheels")

from limphome.nodes.stepped.timer import SteppedTimer


@pytest.fixture
def made():
    class Made:
        now_s, calls = 0.0, []

        def tick(self, timer, until_s):
            for tick in range(round(self.now_s * 100) + 1, round(until_s * 100) + 1):
                self.now_s = tick / 100
                timer.call_when_due(self.now_s)

    made = Made()
    made.calls = []
    made.timer = SteppedTimer(0.05, lambda: made.calls.append(made.now_s), lambda: made.now_s)
    return made


def test_first_call_comes_at_once_then_one_each_period_without_drift(made):
    made.tick(made.timer, 0.21)
    assert made.calls == [0.01, 0.05, 0.1, 0.15, 0.2]


def test_cancelled_timer_is_silent_until_its_reset_and_then_waits_a_period(made):
    made.tick(made.timer, 0.02)
    made.timer.cancel()
    made.tick(made.timer, 0.12)
    assert made.timer.is_canceled()
    made.timer.reset()
    made.tick(made.timer, 0.2)
    assert made.calls == [0.01, 0.17]


def test_a_timer_that_comes_into_a_running_drive_keeps_to_the_multiples_of_its_period(made):
    made.now_s = 0.18
    made.timer.skip(made.now_s)
    made.tick(made.timer, 0.31)
    assert made.calls == [0.2, 0.25, 0.3]
