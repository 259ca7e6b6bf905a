"""A network that hangs on some pictures, or answers NaN, in the perception node, over real DDS."""

import subprocess
import sys
import textwrap

import cv2
import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from lifecycle_msgs.msg import Transition
from sensor_msgs.msg import Image

from limphome.core import Frame, Mode, topics
from limphome.nodes.convert.detections import Detection2DArray, to_detections
from limphome.nodes.convert.image import ImageWriter
from limphome.nodes.convert.status import to_verdicts

pytest.importorskip("onnx", reason="needs the extra [learn]")
from hanging import MODEL, WHITE, write_trapped

pytestmark = pytest.mark.node
LIMIT_S = 0.3
PROMPT_S = 10.0
"""A node that hangs never answers; one that lives does within this on any machine."""


class Robot:
    """The perception node and the safety monitor under pictures."""

    def __init__(self, probe):
        self.probe = probe
        self.out, self.writer = probe.speak(Image, topics.CAMERA, readers=2), ImageWriter()
        self.detections = probe.hear(Detection2DArray, topics.DETECTIONS)
        self.diagnostics = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)
        self.golden = cv2.cvtColor(cv2.imread(str(MODEL / "golden.png")), cv2.COLOR_BGR2RGB)
        self.white_s = []

    def show(self, picture):
        stamp_s = self.probe.node.get_clock().now().nanoseconds * 1e-9
        self.out.publish(self.writer.write(Frame(stamp_s, picture)))
        return stamp_s

    def show_golden(self):
        self.show(self.golden)

    def show_white(self):
        self.white_s.append(self.show(WHITE))

    def said(self, name):
        return [one for _, message in self.diagnostics for one in message.status if one.name == name]

    def last(self, name):
        return (self.said(name) or [DiagnosticStatus()])[-1]

    def demand(self, monitor):
        verdicts = [one for _, message in self.diagnostics[-20:] for one in to_verdicts(message) if one.monitor == monitor]
        return verdicts[-1].demand if verdicts else None

    def until_it_fails(self):
        failed = lambda: self.last("perception: network").level == DiagnosticStatus.ERROR  # noqa: E731
        self.probe.until(failed, PROMPT_S, "nothing is said of it", meanwhile=self.show_white)

    def until_it_sees(self):
        count = len(self.detections)
        self.probe.until(lambda: len(self.detections) > count + 2, what="it sees nothing", meanwhile=self.show_golden)
        self.probe.until(lambda: self.last("perception: network").level != DiagnosticStatus.ERROR, meanwhile=self.show_golden)


@pytest.fixture
def nan():
    return False


@pytest.fixture
def robot(probe, start, tmp_path, nan):
    start("perception", {"model": str(write_trapped(tmp_path / "model", nan=nan)), "inference_limit_s": LIMIT_S})
    start("safety_monitor")
    probe.bring_up("perception", "safety_monitor")
    made = Robot(probe)
    made.until_it_sees()
    probe.until(lambda: made.demand("detections_stale") == Mode.NOMINAL, meanwhile=made.show_golden)
    return made


@pytest.mark.parametrize(
    ("nan", "told"), [(False, "no answer within 0.3 s; it was stopped"), (True, "outputs that are not finite")]
)
def test_the_guard_sees_it_the_node_says_it_and_sees_again(robot, probe, told):
    robot.until_it_fails()
    for name in ("perception: network", "health: perception"):
        assert told in robot.last(name).message
        assert ".onnx" in robot.last(name).message
    stale = lambda: robot.demand("detections_stale") == Mode.LIMP_HOME  # noqa: E731
    probe.until(stale, PROMPT_S, "the guard does not see it", meanwhile=robot.show_white)
    robot.until_it_sees()
    seen_s = [to_detections(message).stamp_s for _, message in robot.detections]
    assert not [stamp_s for stamp_s in seen_s if any(abs(stamp_s - white_s) < 1e-6 for white_s in robot.white_s)]
    probe.until(lambda: robot.demand("detections_stale") == Mode.NOMINAL, meanwhile=robot.show_golden)


def test_the_node_answers_while_it_hangs_and_an_activation_ends_the_rest(robot, probe):
    robot.until_it_fails()
    count = len(robot.said("health: perception"))
    speaks = lambda: len(robot.said("health: perception")) > count + 5  # noqa: E731
    probe.until(speaks, PROMPT_S, "it is silent", meanwhile=robot.show_white)
    robot.show_white()
    assert probe.state("perception") == "active"
    robot.show_white()
    assert probe.transition("perception", Transition.TRANSITION_DEACTIVATE)
    assert probe.state("perception") == "inactive"
    assert probe.transition("perception", Transition.TRANSITION_ACTIVATE)
    robot.until_it_sees()


def test_a_runtime_that_does_not_stop_ends_the_process():
    script = """
        import time
        from rclpy.logging import get_logger
        from limphome.nodes.network_care import NetworkCare

        class Node:
            steady_s, get_logger = staticmethod(time.monotonic), staticmethod(lambda: get_logger("perception"))

        NetworkCare(Node(), 0.1).frame(lambda: time.sleep(100))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=60)
    assert done.returncode == -9
    assert "does not stop: the process ends" in done.stderr + done.stdout
