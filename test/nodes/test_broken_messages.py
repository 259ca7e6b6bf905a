import array

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from nav_msgs.msg import Path
from sensor_msgs.msg import Image, LaserScan
from vision_msgs.msg import Detection2D, Detection2DArray

from limphome.core import topics

pytestmark = pytest.mark.node


def image(**fields):
    message = Image(encoding="rgb8", height=4, width=4, step=12, data=array.array("B", bytes(48)))
    for key, value in fields.items():
        setattr(message, key, value)
    return message


def late(message):
    message.header.stamp.nanosec = 4_000_000_000
    return message


BROKEN = {
    "wrong encoding": (Image, topics.CAMERA, image(encoding="mono16"), "one of rgb8, bgr8"),
    "wrong size": (Image, topics.CAMERA, image(height=5), "height * step bytes"),
    "another size than the parameters say": (Image, topics.CAMERA, image(), "320x240, as camera.width_px"),
    "no picture": (Image, topics.CAMERA, Image(encoding="rgb8"), "not empty"),
    "no stamp": (Image, topics.CAMERA, late(image()), "nanosec below 1e9"),
    "no beams": (LaserScan, topics.SCAN, LaserScan(angle_increment=0.1), "at least one beam"),
    "unknown class": (
        Detection2DArray,
        topics.DETECTIONS,
        Detection2DArray(detections=[Detection2D()]),
        "at least one hypothesis",
    ),
    "no number": (
        DiagnosticArray,
        topics.DIAGNOSTICS,
        DiagnosticArray(status=[DiagnosticStatus(name="health: camera", values=[KeyValue(key="rate_hz", value="fast")])]),
        "a number",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_safety_monitor_names_topic_and_what_is_allowed_and_lives(what, probe, start):
    kind, topic, message, allowed = BROKEN[what]
    process = start("safety_monitor")
    probe.bring_up("safety_monitor")
    out = probe.speak(kind, topic)
    states = probe.hear(DiagnosticStatus, topics.SAFETY_STATE)
    probe.until(lambda: allowed in process.last_words(), what="nothing was logged", meanwhile=lambda: out.publish(message))
    assert f"{topic}: refused a message" in process.last_words()
    states.clear()
    probe.until(lambda: len(states) >= 3)


def test_pilot_refuses_a_route_in_another_frame_and_lives(probe, start):
    process = start("pilot")
    probe.bring_up("pilot")
    out = probe.speak(Path, topics.ROUTE)
    probe.until(lambda: "frame 'map'" in process.last_words(), meanwhile=lambda: out.publish(_in_map()))
    assert probe.state("pilot") == "active"


def _in_map():
    message = Path()
    message.header.frame_id = "map"
    return message
