import math
import signal
import time

import numpy as np
import pytest
from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import Twist
from rcl_interfaces.srv import SetParametersAtomically
from rclpy.parameter import Parameter
from sensor_msgs.msg import Image

from limphome.core import Frame, topics
from limphome.nodes.convert.image import ImageWriter, to_frame
from limphome.nodes.qos import CLEAN

pytestmark = pytest.mark.node


@pytest.fixture
def relayed(probe, start):
    start("fault_relay", {"topics": [topics.CAMERA]})
    commander = start("fault_commander", {"armed": True})
    probe.bring_up("fault_relay", "fault_commander")
    camera = Camera(probe)
    probe.until(lambda: camera.heard, meanwhile=camera)
    camera.commander = commander
    return camera


class Camera:
    """Says a noisy picture every 20 ms, hears what the relay makes of it."""

    def __init__(self, probe):
        self.out = probe.speak(Image, topics.CAMERA + CLEAN)
        self.heard = probe.hear(Image, topics.CAMERA)
        self.shown = probe.hear(DiagnosticArray, topics.FAULTS_SHOWN)
        self.rng = np.random.default_rng(0)
        self.writer = ImageWriter()
        self.said = []

    def __call__(self):
        frame = Frame(time.time(), self.rng.integers(0, 255, (24, 32, 3), dtype=np.uint8))
        self.said.append(frame)
        self.out.publish(self.writer.write(frame))

    def images(self):
        return [to_frame(message).image for _, message in self.heard]

    def is_frozen(self):
        images = self.images()
        return len(images) >= 5 and all(np.array_equal(images[0], image) for image in images[-5:])

    def flows(self):
        images = self.images()
        return len(images) >= 5 and not any(np.array_equal(a, b) for a, b in zip(images, images[1:]))


def set_fault(probe, **values):
    request = SetParametersAtomically.Request()
    request.parameters = [Parameter(f"camera.freeze.{key}", value=value).to_parameter_msg() for key, value in values.items()]
    return probe.call(SetParametersAtomically, "fault_commander/set_parameters_atomically", request).result


def test_relay_passes_every_byte_while_no_fault_is_set(relayed, probe):
    relayed.heard.clear()
    relayed.said.clear()
    probe.until(lambda: len(relayed.heard) >= 20, meanwhile=relayed)
    said = {frame.stamp_s: frame.image for frame in relayed.said}
    for _, message in relayed.heard[1:]:
        frame = to_frame(message)
        match = min(said, key=lambda stamp_s: abs(stamp_s - frame.stamp_s))
        assert abs(match - frame.stamp_s) < 1e-6
        assert np.array_equal(said[match], frame.image)


def test_freeze_arrives_shows_in_the_ground_truth_and_heals(relayed, probe):
    assert set_fault(probe, severity=5, duration_s=1.5).successful
    relayed.heard.clear()
    probe.until(lambda: relayed.heard.clear() or _settled(relayed, probe, relayed.is_frozen), what="no freeze", meanwhile=relayed)
    stamps = [to_frame(message).stamp_s for _, message in relayed.heard]
    assert all(a < b for a, b in zip(stamps, stamps[1:])), "a frozen picture keeps a fresh stamp"
    probe.until(lambda: relayed.shown, meanwhile=relayed)
    assert relayed.shown[0][1].status[0].name == "fault: camera.freeze"
    probe.until(lambda: relayed.heard.clear() or _settled(relayed, probe, relayed.flows), what="no end", meanwhile=relayed)


def test_messages_pass_untouched_within_a_second_when_the_commander_is_killed(relayed, probe):
    assert set_fault(probe, severity=5).successful
    probe.until(lambda: relayed.heard.clear() or _settled(relayed, probe, relayed.is_frozen), meanwhile=relayed)
    relayed.commander.send(signal.SIGKILL)
    killed_s = time.monotonic()
    probe.until(lambda: relayed.heard.clear() or _settled(relayed, probe, relayed.flows), meanwhile=relayed)
    assert relayed.heard[0][0] - killed_s < 1.0


def _settled(camera, probe, condition):
    """Hear some more pictures, then look."""
    probe.until(lambda: len(camera.heard) >= 6, meanwhile=camera)
    return condition()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"severity": 6}, "range"),
        ({"severity": 3, "target": "scan"}, "camera/image_raw"),
        ({"severity": 1, "start_s": math.nan}, ""),
    ],
)
def test_fault_that_cannot_work_is_refused_with_the_reason(relayed, probe, values, reason):
    result = set_fault(probe, **values)
    assert not result.successful
    assert reason in result.reason


def test_disarmed_commander_refuses_and_says_how_to_arm(probe, start):
    start("fault_commander")
    probe.bring_up("fault_commander")
    result = set_fault(probe, severity=3)
    assert not result.successful
    assert "armed:=true" in result.reason


def test_armed_cannot_be_changed_afterwards(probe, start):
    start("fault_commander")
    probe.bring_up("fault_commander")
    request = SetParametersAtomically.Request(parameters=[Parameter("armed", value=True).to_parameter_msg()])
    assert not probe.call(SetParametersAtomically, "fault_commander/set_parameters_atomically", request).result.successful


def test_commands_without_stamp_pass(probe, start):
    start("fault_relay", {"topics": [topics.COMMAND], "stamped_out": False})
    probe.bring_up("fault_relay")
    out, heard = probe.speak(Twist, topics.COMMAND + CLEAN), probe.hear(Twist, topics.COMMAND)
    said = Twist()
    said.linear.x = 0.25
    probe.until(lambda: heard, meanwhile=lambda: out.publish(said))
    assert heard[-1][1] == said
