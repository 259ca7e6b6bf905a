"""The watchdog before Gazebo's wheels, which obey their last command for ever."""

import time

import pytest
from diagnostic_msgs.msg import DiagnosticStatus
from geometry_msgs.msg import TwistStamped
from lifecycle_msgs.msg import Transition

from limphome.core import Mode, SafetyState, topics
from limphome.nodes.convert.status import from_safety_state
from limphome.nodes.gazebo_base import DRIVE
from limphome.nodes.qos import qos_of

pytestmark = pytest.mark.node


class Driver:
    """Says the mode and a command of 0.5 m/s, each unless it is told not to, and hears what the wheels are told."""

    def __init__(self, probe):
        self.mode, self.commands = Mode.NOMINAL, True
        self._states, self._out = probe.speak(DiagnosticStatus, topics.SAFETY_STATE), probe.speak(TwistStamped, topics.COMMAND)
        self.wheels = probe.hear(TwistStamped, DRIVE, qos_of(topics.COMMAND))
        self._probe, self._said_s = probe, 0.0

    def __call__(self):
        if time.monotonic() - self._said_s > 0.05:
            self._said_s = time.monotonic()
            if self.mode is not None:
                self._states.publish(from_safety_state(SafetyState(0.0, self.mode)))
            if self.commands:
                command = TwistStamped()
                command.twist.linear.x = 0.5
                self._out.publish(command)

    def until(self, v_mps):
        last = lambda: self.wheels[-1][1].twist.linear.x if self.wheels else None  # noqa: E731
        self._probe.until(lambda: last() == v_mps, 10.0, f"the wheels are told {last()}", meanwhile=self)


@pytest.fixture
def driver(probe, start):
    pytest.importorskip("mujoco", reason="needs the simulator for its scenario")
    start("gazebo_base")
    probe.bring_up("gazebo_base")
    made = Driver(probe)
    made.until(0.5)
    return made


@pytest.mark.parametrize("change", [{"mode": Mode.SAFE_STOP}, {"mode": None}, {"commands": False}])
def test_it_stops_on_safe_stop_when_nobody_says_the_mode_and_when_no_command_comes(driver, change):
    vars(driver).update(change)
    driver.until(0.0)
    driver.mode, driver.commands = Mode.NOMINAL, True
    driver.until(0.5)


def test_a_deactivation_leaves_the_wheels_standing(driver, probe):
    driver.wheels.clear()
    assert probe.transition("gazebo_base", Transition.TRANSITION_DEACTIVATE)
    probe.until(lambda: driver.wheels and driver.wheels[-1][1].twist.linear.x == 0.0, 10.0, "it drives on")
