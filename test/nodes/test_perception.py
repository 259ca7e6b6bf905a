import signal
from pathlib import Path

import cv2
import pytest
from diagnostic_msgs.msg import DiagnosticArray
from rcl_interfaces.srv import SetParametersAtomically
from rclpy.parameter import Parameter
from sensor_msgs.msg import Image

from limphome.core import Frame, topics
from limphome.nodes.convert.detections import Detection2DArray, to_detections
from limphome.nodes.convert.image import ImageWriter
from limphome.nodes.convert.status import to_healths
from limphome.resources import share_dir

from .conftest import wait_for

pytestmark = pytest.mark.node

MODEL = share_dir() / "models" / "perception" / "yard_detector"


class Camera:
    """Says the golden picture with a fresh stamp each time."""

    def __init__(self, probe):
        self.probe = probe
        self.picture = cv2.cvtColor(cv2.imread(str(MODEL / "golden.png")), cv2.COLOR_BGR2RGB)
        self.out = probe.speak(Image, topics.CAMERA)
        self.detections = probe.hear(Detection2DArray, topics.DETECTIONS)
        self.diagnostics = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)
        self.writer, self.stamps = ImageWriter(), []

    def __call__(self):
        self.stamps.append(self.probe.node.get_clock().now().nanoseconds * 1e-9)
        self.out.publish(self.writer.write(Frame(self.stamps[-1], self.picture)))

    def metric(self, name):
        rows = [row for _, message in self.diagnostics for row in to_healths(message) if name in row.metrics]
        return rows[-1].metrics[name] if rows else None


@pytest.fixture
def camera(probe, start):
    camera_of = {}

    def make(**parameters):
        camera_of["process"] = start("perception", {"self_check_period_s": 0.2, **parameters})
        probe.bring_up("perception")
        camera = Camera(probe)
        camera.process = camera_of["process"]
        probe.until(lambda: len(camera.detections) >= 3, meanwhile=camera)
        return camera

    return make


@pytest.fixture
def armed(camera, start, probe):
    start("fault_commander", {"armed": True})
    probe.bring_up("fault_commander")
    return camera(armed=True)


def set_fault(probe, fault, **values):
    request = SetParametersAtomically.Request()
    request.parameters = [Parameter(f"{fault}.{key}", value=value).to_parameter_msg() for key, value in values.items()]
    assert probe.call(SetParametersAtomically, "fault_commander/set_parameters_atomically", request).result.successful


def test_detections_have_the_stamp_of_their_picture(camera):
    seen = camera()
    stamps = [to_detections(message).stamp_s for _, message in seen.detections]
    assert all(min(abs(stamp_s - said_s) for said_s in seen.stamps) < 1e-6 for stamp_s in stamps)
    assert len(to_detections(seen.detections[-1][1])) > 0


def test_a_picture_that_cannot_be_read_while_an_answer_waits_is_refused_and_the_node_lives(camera, probe):
    seen = camera(least_s=0.5)

    def also_broken():
        seen()
        seen.out.publish(Image(encoding="mono16", height=1, width=1, step=2, data=[0, 0]))

    probe.until(lambda: "mono16" in Path(seen.process.log).read_text(), 20.0, meanwhile=also_broken)
    seen.detections.clear()
    probe.until(lambda: len(seen.detections) >= 3, 20.0, meanwhile=also_broken)


def test_broken_model_is_refused_and_the_node_lives(probe, start, tmp_path):
    for path in filter(Path.is_file, MODEL.iterdir()):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for path in tmp_path.glob("*.onnx"):
        path.write_bytes(path.read_bytes()[:-1000] + bytes(1000))
    process = start("perception", {"model": str(tmp_path)})
    assert not probe.transition("perception", 1)
    assert "onnx" in Path(process.log).read_text()
    assert probe.state("perception") == "unconfigured"


def test_bit_flip_damages_the_loaded_copy_and_heals(armed, probe):
    probe.until(lambda: armed.metric("digest_ok") == 1.0, meanwhile=armed)
    set_fault(probe, "model.bit_flip", severity=5, duration_s=2.0)
    probe.until(lambda: armed.metric("digest_ok") == 0.0, what="the damage does not show", meanwhile=armed)
    probe.until(lambda: armed.metric("digest_ok") == 1.0, what="it did not heal", meanwhile=armed)


def test_slow_inference_delays_detections_and_leaves_the_process_alive(armed, probe):
    set_fault(probe, "compute.slow_inference", severity=4, duration_s=3.0)
    probe.until(lambda: (armed.metric("inference_s") or 0.0) > 0.55, what="it is not slow", meanwhile=armed)
    assert probe.state("perception") == "active"
    probe.until(lambda: armed.metric("inference_s") < 0.3, what="it did not heal", meanwhile=armed)


def test_node_crash_kills_the_process_outright(armed, probe):
    set_fault(probe, "compute.node_crash", severity=3, duration_s=2.0)
    wait_for(lambda: armed.process.status is not None or probe.spin(), 10.0)
    assert armed.process.status == -signal.SIGKILL


def test_disarmed_perception_takes_no_damage(camera, start, probe):
    start("fault_commander", {"armed": True})
    probe.bring_up("fault_commander")
    seen = camera(armed=False)
    active = probe.hear(DiagnosticArray, topics.ACTIVE_FAULTS)
    set_fault(probe, "compute.node_crash", severity=3, duration_s=1.0)
    probe.until(lambda: any(m.status and m.status[0].message == "over" for _, m in active), meanwhile=seen)
    assert seen.process.is_running
