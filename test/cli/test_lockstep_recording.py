"""A lockstep recording holds what our nodes would have said; and it is written without ROS."""

import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

from limphome.cli.recording.lockstep_recording import LockstepRecording
from limphome.core import (
    CameraModel,
    Cause,
    Command,
    Detections,
    FaultSpec,
    Frame,
    Health,
    Imu,
    LimphomeError,
    Mode,
    Odometry,
    Route,
    SafetyState,
    Scan,
    topics,
)
from limphome.simulation.truth import Truth

needs_ros = pytest.mark.skipif(find_spec("rclpy") is None, reason="compares with ROS")
FAULT = FaultSpec.parse("communication.delay[scan]:3@4+10")
BOXES = np.array([[10, 20, 50, 90], [100, 110, 120, 150]], np.float32)
SAID = {
    topics.CAMERA: Frame(1.2, np.arange(8 * 12 * 3, dtype=np.uint8).reshape(8, 12, 3)),
    topics.SCAN: Scan(1.25, np.array([1.0, np.inf, 3.5], np.float32)),
    topics.IMU: Imu(1.01, (0.0, 0.1, -0.2), (0.3, 0.0, 9.81)),
    topics.ODOMETRY: Odometry(1.02, 3.0, -1.0, 0.7, 0.5, -0.1),
    topics.DETECTIONS: Detections(1.1, BOXES, np.array([0.9, 0.5], np.float32), np.array([0, 1])),
    topics.NOMINAL_COMMAND: Command(1.3, 0.6, 0.1),
    topics.COMMAND: Command(1.31, 0.3, 0.1),
    topics.SAFETY_STATE: SafetyState(1.4, Mode.LIMP_HOME, ("scan_stale: late", "another")),
    topics.DIAGNOSTICS: Health(1.5, "gate", {"scan_age_s": 0.1, "stops": 0.0}),
    topics.ROUTE: Route(np.array([[0.0, 0.0], [5.0, 1.0]])),
    topics.CAUSES: (Cause("camera.blur", "camera", 0.8, 1.1, ("blunt",)), Cause("none", "", 0.2)),
    topics.FAULTS_SHOWN: (FAULT, 1.05),
    topics.TRUTH: Truth(1.6, 1.0, 2.0, 0.1, 0.4, 1, ("crate",), 0, 0.5, 2.0, 7.0, 3.0, ((4.0, 1.0),)),
}


@pytest.fixture
def recorded(tmp_path):
    path = tmp_path / "recording.mcap"
    recording = LockstepRecording(path, [FAULT], CameraModel())
    for topic, message in SAID.items():
        recording.observe(topic, message, 1.6)
    recording.close()
    return path


def by_ros():
    """Full topic -> message as our nodes make it."""
    from rosgraph_msgs.msg import Clock

    from limphome.nodes.convert.codec import codec_of
    from limphome.nodes.convert.image import to_camera_info
    from limphome.nodes.convert.motion import to_transform
    from limphome.nodes.convert.route import from_route
    from limphome.nodes.convert.stamp import to_stamp
    from limphome.nodes.convert.status import array_of, from_cause, from_fault, from_health
    from limphome.nodes.convert.truth import from_truth
    from limphome.nodes.mounts import mounts
    from limphome.nodes.tf import TFMessage

    frame, health = SAID[topics.CAMERA], array_of([from_health(SAID[topics.DIAGNOSTICS])], 1.5)
    health.header.frame_id = "gate"
    coded = (topics.CAMERA, topics.SCAN, topics.IMU, topics.ODOMETRY, topics.DETECTIONS, topics.NOMINAL_COMMAND, topics.COMMAND)
    made = {topic: codec_of(topic).from_core(SAID[topic]) for topic in (*coded, topics.SAFETY_STATE)}
    made[topics.CAMERA_INFO] = to_camera_info(CameraModel(), frame.stamp_s, frame.frame_id)
    made[topics.ROUTE], made[topics.TRUTH] = from_route(SAID[topics.ROUTE]), from_truth(SAID[topics.TRUTH])
    made[topics.CAUSES] = array_of(map(from_cause, SAID[topics.CAUSES]), 1.6)
    made[topics.ACTIVE_FAULTS] = array_of([from_fault(FAULT, 1.6)], 1.6)
    made[topics.FAULTS_SHOWN] = array_of([from_fault(FAULT, FAULT.start_s, 1.05)], 1.6)
    made[topics.TF] = TFMessage(transforms=[to_transform(SAID[topics.ODOMETRY])])
    made[topics.TF_STATIC] = TFMessage(transforms=mounts(CameraModel()))
    made[topics.CLOCK], made[topics.DIAGNOSTICS] = Clock(clock=to_stamp(1.6)), health
    return {topic if topic.startswith("/") else f"/{topic}": message for topic, message in made.items()}


@needs_ros
def test_ros_reads_every_message_as_what_our_nodes_would_have_said(recorded):
    from rclpy.serialization import deserialize_message, serialize_message

    with open(recorded, "rb") as stream:
        found = {channel.topic: message.data for _, channel, message in make_reader(stream).iter_messages()}
    wanted = by_ros()
    assert set(found) == set(wanted)
    for topic, message in wanted.items():
        kind, data = type(message), serialize_message(message)
        assert len(found[topic]) == len(data), topic
        assert deserialize_message(found[topic], kind) == deserialize_message(data, kind), topic  # bytes that pad may differ


def test_it_is_read_without_ros(recorded):
    with open(recorded, "rb") as stream:
        reader = make_reader(stream, decoder_factories=[DecoderFactory()])
        decoded = {channel.topic: message for _, channel, _, message in reader.iter_decoded_messages()}
    assert decoded["/camera/image_raw"].data[:5] == bytes(range(5))
    assert decoded["/safety/state"].message == "LIMP_HOME"
    assert decoded["/detections"].detections[0].results[0].hypothesis.class_id == "person"


def test_rosbags_reads_it(recorded):
    rosbag2 = pytest.importorskip("rosbags.rosbag2", reason="needs the extra [dev]")
    from rosbags.typesys import Stores, get_typestore

    store = get_typestore(Stores.ROS2_JAZZY)
    with rosbag2.Reader(recorded) as reader:
        found = {
            one.topic: store.deserialize_cdr(data, one.msgtype) for one, _, data in reader.messages() if one.topic == "/odom"
        }
    assert found["/odom"].pose.pose.position.x == 3.0


WITHOUT_ROS = """
import sys
sys.prefix = "/nonexistent"
for name in ("rclpy", "std_msgs", "sensor_msgs", "diagnostic_msgs", "vision_msgs", "geometry_msgs", "nav_msgs"):
    sys.modules[name] = None
from pathlib import Path
from limphome.cli.recording.lockstep_recording import LockstepRecording
from limphome.core import CameraModel, Command, topics
recording = LockstepRecording(Path(sys.argv[1]), [], CameraModel())
recording.observe(topics.COMMAND, Command(1.0, 0.5, 0.0), 1.0)
recording.close()
"""


def test_it_is_written_where_ros_is_not_installed(tmp_path):
    path = tmp_path / "one.mcap"
    subprocess.run([sys.executable, "-c", WITHOUT_ROS, str(path)], check=True)
    with open(path, "rb") as stream:
        assert len(list(make_reader(stream).iter_messages())) == 2


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(LimphomeError, match="cannot be written"):
        LockstepRecording(tmp_path / "nowhere" / "one.mcap", [], CameraModel())
