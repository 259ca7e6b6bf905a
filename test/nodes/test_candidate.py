"""A second network in the shadow of the perception node, over real DDS."""

import shutil
import time
from pathlib import Path

import cv2
import pytest
from diagnostic_msgs.msg import DiagnosticArray
from rcl_interfaces.srv import SetParametersAtomically
from rclpy.parameter import Parameter
from sensor_msgs.msg import Image

from limphome.core import Frame, topics
from limphome.nodes.convert.detections import Detection2DArray
from limphome.nodes.convert.image import ImageWriter
from limphome.resources import share_dir

pytestmark = pytest.mark.node

MODEL = share_dir() / "models" / "perception" / "yard_detector"


@pytest.fixture
def seen(probe, start):
    """The perception node under pictures, with a candidate's limits for a test."""
    process = start("perception", {"candidate_limits.frames": 5, "candidate_limits.latency_s": 5.0, "threads": 2})
    probe.bring_up("perception")
    picture = cv2.cvtColor(cv2.imread(str(MODEL / "golden.png")), cv2.COLOR_BGR2RGB)
    out, writer = probe.speak(Image, topics.CAMERA), ImageWriter()
    one = Seen(probe, process)
    one.show = lambda: out.publish(writer.write(Frame(time.time(), picture)))
    probe.until(lambda: len(one.detections) >= 3, meanwhile=one.show)
    return one


class Seen:
    def __init__(self, probe, process):
        self.probe, self.process = probe, process
        self.detections = probe.hear(Detection2DArray, topics.DETECTIONS)
        self.diagnostics = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)

    def status(self, name):
        rows = [one for _, message in self.diagnostics for one in message.status if one.name == f"perception: {name}"]
        return {pair.key: pair.value for pair in rows[-1].values} if rows else {}

    def until(self, key, value, limit_s=60.0):
        what = f"{key} is not {value}"
        self.probe.until(lambda: self.status("candidate").get(key) == value, limit_s, what=what, meanwhile=self.show)

    def set(self, **values):
        request = SetParametersAtomically.Request()
        request.parameters = [Parameter(key, value=value).to_parameter_msg() for key, value in values.items()]
        return self.probe.call(SetParametersAtomically, "perception/set_parameters_atomically", request).result

    def promote(self, candidate, variant):
        assert self.set(candidate=candidate, candidate_variant=variant).successful
        self.until("phase", "shadow")
        assert self.shadow_words()[-4:] == [variant, "auto", "2", "-1"]
        self.probe.until(lambda: float(self.status("candidate").get("frames", 0)) >= 5, 60.0, meanwhile=self.show)
        assert self.set(candidate_verdict="promote").successful
        self.probe.until(lambda: self.status("network").get("variant") == variant, 60.0, what=variant, meanwhile=self.show)

    def shadow_words(self):
        """Command line of the candidate's process."""
        pids = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        lines = [Path(f"/proc/{pid}/cmdline").read_text().strip("\0").split("\0") for pid in pids]
        return next(words for words in lines if "limphome.perception.shadow.shadow_child" in words)


def test_a_candidate_is_compared_promoted_and_rolled_back(seen):
    assert seen.set(candidate=str(MODEL), candidate_variant="fp32").successful
    refused = seen.set(candidate_verdict="promote")
    assert not refused.successful
    assert "needed" in refused.reason or "not in shadow" in refused.reason
    seen.until("phase", "shadow")
    seen.probe.until(lambda: float(seen.status("candidate").get("frames", 0)) >= 5, 60.0, meanwhile=seen.show)
    assert float(seen.status("candidate")["kept"]) == 1.0
    assert seen.set(candidate_verdict="promote").successful
    seen.until("phase", "promoted")
    seen.probe.until(lambda: seen.status("network").get("variant") == "fp32", meanwhile=seen.show)
    assert seen.set(candidate_verdict="roll_back").successful
    seen.until("phase", "rolled back")
    seen.probe.until(lambda: seen.status("network").get("variant") != "fp32", meanwhile=seen.show)


def test_a_candidate_runs_as_it_would_drive_and_the_next_one_is_promoted_too(seen):
    seen.promote("yard_detector", "fp32")
    seen.promote(str(MODEL), "trt")
    assert seen.set(candidate_verdict="roll_back").successful
    seen.until("phase", "rolled back")
    seen.probe.until(lambda: seen.status("network").get("variant") == "fp32", meanwhile=seen.show)


def test_a_candidate_that_is_broken_leaves_the_robot_alone(seen, tmp_path):
    shutil.copytree(MODEL, tmp_path / "broken")
    for path in (tmp_path / "broken").glob("*.onnx"):
        path.write_bytes(b"")
    assert seen.set(candidate=str(tmp_path / "broken")).successful
    seen.until("phase", "failed")
    count = len(seen.detections)
    seen.probe.until(lambda: len(seen.detections) > count + 3, meanwhile=seen.show)
    assert not seen.set(candidate_verdict="promote").successful
    assert not seen.set(candidate="no_such_model").successful
    assert not seen.set(candidate_verdict="maybe").successful
    assert not seen.set(threads=2).successful
