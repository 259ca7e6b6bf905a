"""A stranger's network in the perception node, over real DDS."""

import cv2
import pytest
from diagnostic_msgs.msg import DiagnosticArray
from sensor_msgs.msg import Image

from limphome.core import Frame, topics
from limphome.nodes.convert.detections import Detection2DArray, to_detections
from limphome.nodes.convert.image import ImageWriter
from limphome.nodes.convert.status import to_healths
from limphome.resources import share_dir

pytest.importorskip("onnx", reason="needs the extra [learn]")
pytestmark = pytest.mark.node

MODEL = share_dir() / "models" / "perception" / "yard_detector"


@pytest.fixture
def folder(tmp_path):
    from limphome.perception.importing.import_options import ImportOptions
    from limphome.perception.importing.importer import import_model

    options = ImportOptions(classes=("person", "bollard", "box"))
    import_model(MODEL / "yard_detector.plain.onnx", MODEL / "golden.png", tmp_path / "model", options)
    return tmp_path / "model"


def test_it_sees_checks_itself_and_says_what_it_lacks(probe, start, folder):
    start("perception", {"model": str(folder)})
    probe.bring_up("perception")
    out, writer = probe.speak(Image, topics.CAMERA), ImageWriter()
    picture = cv2.cvtColor(cv2.imread(str(MODEL / "golden.png")), cv2.COLOR_BGR2RGB)
    heard, diagnostics = probe.hear(Detection2DArray, topics.DETECTIONS), probe.hear(DiagnosticArray, topics.DIAGNOSTICS)

    def show():
        stamp_s = probe.node.get_clock().now().nanoseconds * 1e-9
        out.publish(writer.write(Frame(stamp_s, picture)))

    def statuses(name):
        return [one for _, message in diagnostics for one in message.status if one.name == name]

    probe.until(lambda: len(heard) >= 3 and statuses("perception: network"), meanwhile=show)
    seen = to_detections(heard[-1][1])
    assert {"person"} < {seen.class_names[index] for index in seen.class_ids} <= {"person", "bollard", "box"}
    said = {pair.key: pair.value for pair in statuses("perception: network")[-1].values}
    assert said["feature_distance"] == "not available"
    assert "input.colour" in said["guessed"]
    rows = [row for _, message in diagnostics for row in to_healths(message) if row.component == "perception"]
    assert rows[-1].metrics["golden_error"] <= 1.0
    assert rows[-1].metrics["digest_ok"] == 1.0
    assert "feature_distance" not in rows[-1].metrics
