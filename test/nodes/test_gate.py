import math
import signal
import time

import numpy as np
import pytest
from diagnostic_msgs.msg import DiagnosticStatus
from geometry_msgs.msg import Twist, TwistStamped
from lifecycle_msgs.msg import Transition
from nav_msgs.msg import Odometry as OdometryMessage
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import LaserScan
from std_msgs.msg import Bool
from std_srvs.srv import Trigger

from limphome.core import Command, LimphomeError, Mode, Odometry, SafetyState, Scan, topics
from limphome.nodes.asker import Asker
from limphome.nodes.convert.motion import from_command, from_odometry
from limphome.nodes.convert.scan import from_scan
from limphome.nodes.convert.stamp import to_stamp
from limphome.nodes.convert.status import from_safety_state
from limphome.nodes.qos import EVERY_KIND, RELIABLE, SENSOR
from limphome.nodes.stop_request import press_stop, release_stop

pytestmark = pytest.mark.node


class Robot:
    """What a gate hears while all is well; with a clock of its own the robot's time starts at 100 s."""

    def __init__(self, probe, clock=None, odometry_qos=None):
        self.probe = probe
        self.clock, self.clock_runs, self.ros_s = clock, True, 100.0
        self.nominal = probe.speak(TwistStamped, topics.NOMINAL_COMMAND)
        self.scan = probe.speak(LaserScan, topics.SCAN)
        self.odometry = probe.speak(OdometryMessage, topics.ODOMETRY, odometry_qos)
        self.ranges = np.full(360, 10.0, np.float32)
        self.state = probe.speak(DiagnosticStatus, topics.SAFETY_STATE)
        self.commands = probe.hear(TwistStamped, topics.COMMAND)
        self.supervised = True
        self.mode = Mode.NOMINAL
        self.state_late_s = 0.0
        self.speed = 0.5

    def now_s(self):
        return self.ros_s if self.clock else self.probe.node.get_clock().now().nanoseconds * 1e-9

    def __call__(self):
        if self.clock and self.clock_runs:
            self.ros_s += 0.02
            self.clock.publish(Clock(clock=to_stamp(self.ros_s)))
        now_s = self.now_s()
        self.scan.publish(from_scan(Scan(now_s, self.ranges)))
        self.odometry.publish(from_odometry(Odometry(now_s, 0.0, 0.0, 0.0, 0.0, 0.0)))
        if self.supervised:
            self.state.publish(from_safety_state(SafetyState(now_s - self.state_late_s, self.mode)))
        self.nominal.publish(from_command(Command(now_s, self.speed, 0.0)))

    def until_speed(self, condition, timeout_s=10.0):
        self.commands.clear()
        self.probe.until(lambda: self.commands and condition(self.commands[-1][1].twist.linear.x), timeout_s, meanwhile=self)
        return self.commands[-1][0]


@pytest.fixture
def robot(probe, start):
    start("gate")
    probe.bring_up("gate")
    robot = Robot(probe)
    robot.until_speed(lambda v: v > 0.4)
    return robot


def test_gate_stops_within_a_third_of_a_second_when_the_supervisor_is_silent(robot):
    robot.supervised = False
    silent_s = robot.commands[-1][0]
    assert robot.until_speed(lambda v: v == 0.0) - silent_s < 0.35


def test_stopped_clock_stops_the_robot_within_0_3_s(probe, start):
    start("gate", {"use_sim_time": True})
    probe.bring_up("gate")
    robot = Robot(probe, probe.speak(Clock, topics.CLOCK))
    robot.until_speed(lambda v: v > 0.4)
    robot.clock_runs = False
    stopped_s = time.monotonic()
    assert robot.until_speed(lambda v: v == 0.0) - stopped_s < 0.3


def test_gate_stops_on_safe_stop_and_goes_on_after_it(robot):
    robot.mode = Mode.SAFE_STOP
    robot.until_speed(lambda v: v == 0.0)
    robot.mode = Mode.NOMINAL
    robot.until_speed(lambda v: v > 0.1)


def test_gate_stops_when_the_mode_comes_late_though_it_comes_steadily(robot):
    robot.state_late_s = 1.0
    robot.until_speed(lambda v: v == 0.0)
    assert stands_for_the_stop(robot)


def test_gate_stops_on_a_command_that_is_not_finite(robot):
    robot.speed = math.nan
    robot.until_speed(lambda v: v == 0.0)


def test_gate_repeats_a_stop_when_everything_is_silent(robot, probe):
    robot.commands.clear()
    probe.until(lambda: len([1 for _, m in robot.commands if m.twist.linear.x == 0.0]) >= 10, 3.0)
    times = [at for at, _ in robot.commands]
    assert max(np.diff(times)) < 0.2


def test_emergency_stop_latches_until_reset_with_the_input_released(robot, probe):
    button = probe.speak(Bool, topics.EMERGENCY_STOP)
    button.publish(Bool(data=True))
    robot.until_speed(lambda v: v == 0.0)
    assert not probe.call(Trigger, "safety/gate_reset", Trigger.Request()).success
    button.publish(Bool(data=False))
    answers = []
    probe.until(lambda: answers and answers[-1].success, meanwhile=lambda: answers.append(_reset(probe)))
    robot.until_speed(lambda v: v > 0.1)


def _reset(probe):
    return probe.call(Trigger, "safety/gate_reset", Trigger.Request())


def stands_for_the_stop(robot, seconds=1.0):
    """It hears all that it needs to drive, for a while, and gives the command 0."""
    robot.commands.clear()
    robot.probe.until(lambda: len(robot.commands) > 20 * seconds, meanwhile=robot)
    return all(message.twist.linear.x == 0.0 for _, message in robot.commands)


def test_a_press_before_the_gate_is_active_is_heard_though_nobody_repeats_it(probe, start):
    start("gate")
    assert probe.transition("gate", Transition.TRANSITION_CONFIGURE)
    button = probe.speak(Bool, topics.EMERGENCY_STOP, EVERY_KIND[1])  # with one place in its queue the press could be lost
    button.publish(Bool(data=True))
    button.publish(Bool(data=False))  # let go again: the press counts
    assert button.wait_for_all_acked()
    assert probe.transition("gate", Transition.TRANSITION_ACTIVATE)
    assert stands_for_the_stop(Robot(probe))


def test_a_gate_that_waits_for_it_drives_only_once_it_hears_that_nothing_holds_the_robot(probe, start):
    start("gate", {"waits_for_hold": True})
    probe.bring_up("gate")
    robot = Robot(probe)
    assert stands_for_the_stop(robot)
    hold = probe.speak(Bool, topics.HOLD)
    hold.publish(Bool(data=False))
    robot.until_speed(lambda v: v > 0.1)
    hold.publish(Bool(data=True))
    robot.until_speed(lambda v: v == 0.0)
    assert "still pressed" in _reset(probe).message


def test_a_release_is_told_only_when_nothing_holds_the_robot_any_more(probe, start):
    start("gate", {"waits_for_hold": True})
    probe.bring_up("gate")
    hold = probe.speak(Bool, topics.HOLD)
    hold.publish(Bool(data=True))
    with Asker(3.0) as asker, pytest.raises(LimphomeError, match="the robot is held"):
        release_stop(asker)
    hold.publish(Bool(data=False))
    with Asker(20.0) as asker:
        release_stop(asker)
        assert _reset(probe).success
        press_stop(asker)
    assert not _reset(probe).success


def test_a_reset_that_waited_while_the_process_stood_still_releases_nothing(probe, start):
    gate = start("gate")
    probe.bring_up("gate")
    robot = Robot(probe)
    button = probe.speak(Bool, topics.EMERGENCY_STOP, RELIABLE)
    robot.until_speed(lambda v: v > 0.1)
    button.publish(Bool(data=True))
    robot.until_speed(lambda v: v == 0.0)
    client, asked = probe.node.create_client(Trigger, "safety/gate_reset"), []
    probe.until(client.service_is_ready)
    # Until an answer came both ways; the input is pressed, so it releases nothing.
    probe.until(lambda: any(one.done() for one in asked), meanwhile=lambda: asked.append(client.call_async(Trigger.Request())))
    button.publish(Bool(data=False))
    gate.send(signal.SIGSTOP)
    asked, stopped_s = client.call_async(Trigger.Request()), time.monotonic()
    probe.until(lambda: time.monotonic() - stopped_s > 1.0, meanwhile=robot)
    gate.send(signal.SIGCONT)
    probe.until(asked.done, meanwhile=robot)
    assert not asked.result().success
    assert stands_for_the_stop(robot)
    probe.until(lambda: _reset(probe).success, meanwhile=robot)
    robot.until_speed(lambda v: v > 0.1)


def test_no_lifecycle_ends_a_stop(robot, probe):
    button = probe.speak(Bool, topics.EMERGENCY_STOP, RELIABLE)
    button.publish(Bool(data=True))
    robot.until_speed(lambda v: v == 0.0)
    button.publish(Bool(data=False))
    for name in ("DEACTIVATE", "CLEANUP", "CONFIGURE", "ACTIVATE"):
        assert probe.transition("gate", getattr(Transition, f"TRANSITION_{name}"))
    probe.until(lambda: robot.nominal.get_subscription_count() and robot.scan.get_subscription_count())
    assert stands_for_the_stop(robot)
    assert probe.call(Trigger, "safety/gate_reset", Trigger.Request()).success
    robot.until_speed(lambda v: v > 0.1)


def test_no_lifecycle_releases_a_pressed_stop(robot, probe):
    button = probe.speak(Bool, topics.EMERGENCY_STOP, RELIABLE)
    button.publish(Bool(data=True))
    robot.until_speed(lambda v: v == 0.0)
    for name in ("DEACTIVATE", "CLEANUP", "CONFIGURE", "ACTIVATE"):
        assert probe.transition("gate", getattr(Transition, f"TRANSITION_{name}"))
    assert _reset(probe).message == "emergency stop: the input is still pressed"
    probe.until(button.get_subscription_count)
    button.publish(Bool(data=False))
    probe.until(lambda: _reset(probe).success)


def test_reset_reaches_supervisor_and_gate_and_says_what_stands(robot, probe, start):
    start("safety_monitor")
    probe.bring_up("safety_monitor")
    button = probe.speak(Bool, topics.EMERGENCY_STOP)
    answers = []

    def press_and_ask():  # the supervisor stops the robot by itself before the button is heard
        button.publish(Bool(data=True))
        answers.append(probe.call(Trigger, "safety/reset", Trigger.Request()))

    probe.until(lambda: answers and "emergency stop" in answers[-1].message, meanwhile=press_and_ask)
    assert not answers[-1].success

    def let_go_and_ask():
        button.publish(Bool(data=False))
        answers.append(probe.call(Trigger, "safety/reset", Trigger.Request()))

    probe.until(lambda: answers[-1].success, meanwhile=let_go_and_ask)
    assert answers[-1].message.startswith("SAFE_STOP starting: ")


def test_broken_messages_do_not_kill_the_gate(robot, probe):
    robot.scan.publish(LaserScan())
    broken = from_odometry(Odometry(0.0, math.nan, 0.0, 0.0, 0.0, 0.0))
    broken.header.stamp.nanosec = 4_000_000_000
    robot.odometry.publish(broken)
    robot.until_speed(lambda v: v > 0.4)
    assert probe.state("gate") == "active"


def test_gate_is_the_only_publisher_of_cmd_vel(robot, probe):
    publishers = probe.node.get_publishers_info_by_topic("/" + topics.COMMAND)
    assert [one.node_name for one in publishers] == ["gate"]


@pytest.mark.parametrize("qos", [RELIABLE, SENSOR], ids=["not kept for late readers", "best effort"])
def test_emergency_stop_is_heard_from_every_kind_of_driver(robot, probe, qos):
    button = probe.speak(Bool, topics.EMERGENCY_STOP, qos)
    robot.until_speed(lambda v: v > 0.4)
    probe.until(button.get_subscription_count, meanwhile=robot)  # best effort says it to who is there
    button.publish(Bool(data=True))
    robot.until_speed(lambda v: v == 0.0)


def test_odometry_of_a_best_effort_driver_is_heard(probe, start):
    start("gate")
    probe.bring_up("gate")
    robot = Robot(probe, odometry_qos=SENSOR)
    robot.until_speed(lambda v: v > 0.4)


def test_twist_without_stamp_is_driven_and_supervised(probe, start):
    parameters = {"stamped_in": False, "stamped_out": False}
    start("gate", parameters)
    start("safety_monitor", parameters)
    probe.bring_up("gate", "safety_monitor")
    states, commands = probe.hear(DiagnosticStatus, topics.SAFETY_STATE), probe.hear(Twist, topics.COMMAND)
    out = probe.speak(Twist, topics.NOMINAL_COMMAND, readers=2)

    def waiting():
        return " ".join(value.value for value in states[-1][1].values) if states else ""

    probe.until(
        lambda: commands and "scan_stale" in waiting() and "command_stale" not in waiting(),
        what="the supervisor hears no command",
        meanwhile=lambda: out.publish(Twist()),
    )


def test_lidar_that_hangs_and_looks_back_is_read_right(probe, start):
    start("gate", {"lidar.yaw_deg": 180.0, "lidar.upside_down": True})
    probe.bring_up("gate")
    robot = Robot(probe)
    robot.until_speed(lambda v: v > 0.4)
    robot.ranges[[0, 1, -1]] = 0.15  # our beam 0 looks back, so this is ahead: 0.1 m before the body
    robot.until_speed(lambda v: v == 0.0)
