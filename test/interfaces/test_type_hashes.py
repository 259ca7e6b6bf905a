"""The messages that the ROS wheels lack are the released ones to every other machine: same hash, same bytes."""

import time

import pytest

pytest.importorskip("rclpy", reason="needs ROS 2")
pytest.importorskip("vision_msgs", reason="needs vision_msgs: from apt, or the wheel in interfaces/wheels")
pytest.importorskip("tf2_msgs", reason="needs tf2_msgs: from apt, or the wheel in interfaces/wheels")

import rclpy
from geometry_msgs.msg import TransformStamped
from rclpy.serialization import deserialize_message, serialize_message
from tf2_msgs.msg import TFMessage
from vision_msgs.msg import Detection2D, Detection2DArray, ObjectHypothesisWithPose

# Those of vision_msgs 4.1.1 and tf2_msgs 0.36 as released for Jazzy.
RELEASED = {
    Detection2DArray: "RIHS01_214274120007f4a683866481336b70310268cfa107aebe9d594a6acf75bda968",
    TFMessage: "RIHS01_e369d0f05a23ae52508854b66f6aa0437f3449d652e8cbf22d5abe85d020f087",
}
DOMAIN = 87
TIMEOUT_S = 10.0


@pytest.fixture
def node(monkeypatch):
    """Give a node that nobody outside this machine sees."""
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    context = rclpy.Context()
    rclpy.init(context=context, domain_id=DOMAIN)
    node = rclpy.create_node("type_hashes", context=context)
    yield node
    node.destroy_node()
    rclpy.shutdown(context=context)


def announced_hash(node, message_type) -> str:
    """Give the hash that a publisher of this type announces to other machines."""
    publisher = node.create_publisher(message_type, "hashed", 1)
    end = time.monotonic() + TIMEOUT_S
    while not (endpoints := node.get_publishers_info_by_topic(publisher.topic_name)):
        assert time.monotonic() < end, "the publisher does not appear in its own graph"
        time.sleep(0.02)
    return str(endpoints[0].topic_type_hash)


def round_trip(message):
    """Give what another machine makes of this message's bytes."""
    return deserialize_message(serialize_message(message), type(message))


@pytest.mark.parametrize("message_type", RELEASED, ids=lambda message_type: message_type.__name__)
def test_a_publisher_announces_the_released_hash(node, message_type):
    assert announced_hash(node, message_type) == RELEASED[message_type]


def test_detections_survive_the_wire():
    guess = ObjectHypothesisWithPose()
    guess.hypothesis.class_id, guess.hypothesis.score = "person", 0.75
    guess.pose.pose.position.z = 4.0
    found = Detection2D(id="7", results=[guess])
    found.bbox.center.position.x, found.bbox.center.position.y = 320.5, 200.25
    found.bbox.center.theta, found.bbox.size_x, found.bbox.size_y = 0.1, 40.0, 90.0
    message = Detection2DArray(detections=[found, Detection2D()])
    message.header.frame_id, message.header.stamp.sec = "camera_optical_frame", 12
    assert round_trip(message) == message


def test_transforms_survive_the_wire():
    transform = TransformStamped(child_frame_id="base_link")
    transform.header.frame_id, transform.header.stamp.nanosec = "odom", 5
    transform.transform.translation.x, transform.transform.rotation.w = 1.5, 1.0
    message = TFMessage(transforms=[transform])
    assert round_trip(message) == message
