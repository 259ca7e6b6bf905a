import resource
import signal
import subprocess
import sys

import numpy as np
import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory
from nav_msgs.msg import Odometry as OdometryMessage
from rosbags.rosbag2 import Reader
from rosbags.typesys import Stores, get_typestore
from sensor_msgs.msg import Image

from limphome.core import Frame, Odometry, topics
from limphome.nodes.convert.image import ImageWriter
from limphome.nodes.convert.motion import from_odometry

pytestmark = pytest.mark.node


@pytest.fixture
def record(probe, start, tmp_path):
    """Record odometry until a few hundred messages are on the disk."""

    def record(**parameters):
        path = tmp_path / "one.mcap"
        process = start("recorder", {"path": str(path), "topics": ["odom nav_msgs/msg/Odometry"], **parameters})
        probe.bring_up("recorder")
        out = probe.speak(OdometryMessage, topics.ODOMETRY)
        said = []

        def say():
            said.append(Odometry(1.0 + 0.01 * len(said), 0.1 * len(said), 0.0, 0.5, 0.3, -0.1))
            out.publish(from_odometry(said[-1]))

        probe.until(lambda: len(said) >= 100, meanwhile=say)
        return path, process, said

    return record


def read(path):
    with open(path, "rb") as stream:
        reader = make_reader(stream, decoder_factories=[DecoderFactory()])
        return [to_core(message) for _, _, _, message in reader.iter_decoded_messages()]


def to_core(message):
    pose, twist = message.pose.pose, message.twist.twist
    return round(pose.position.x, 6), round(twist.linear.x, 6)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_recording_is_whole_and_readable_after_a_signal(record, number):
    path, process, said = record()
    process.send(number)
    assert process.wait(5.0)
    assert process.status == 0
    read_back = read(path)
    assert len(read_back) >= 95
    assert read_back[-1] == (round(said[-1].x_m, 6), 0.3)


def test_rosbags_reads_the_recording(record):
    path, process, _ = record()
    process.send(signal.SIGINT)
    process.wait(5.0)
    store = get_typestore(Stores.ROS2_JAZZY)
    with Reader(path) as reader:
        found = [store.deserialize_cdr(data, connection.msgtype) for connection, _, data in reader.messages()]
    assert len(found) >= 95
    assert to_core(found[-1])[1] == 0.3


def test_a_disk_that_gets_full_while_it_records_ends_the_recording_and_not_the_node(probe, start, tmp_path):
    path = tmp_path / "one.mcap"
    process = start("recorder", {"path": str(path), "topics": ["camera/image_raw sensor_msgs/msg/Image"]})
    probe.bring_up("recorder")
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
    out, writer = probe.speak(Image, topics.CAMERA), ImageWriter()
    said = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)

    def ended():
        found = [one for _, message in said for one in message.status if one.name == "recorder"]
        return found and found[-1].level == DiagnosticStatus.ERROR and found[-1].message

    picture = Frame(1.0, np.zeros((240, 320, 3), np.uint8))
    probe.until(ended, 30.0, "it does not say that its disk is full", meanwhile=lambda: out.publish(writer.write(picture)))
    assert ended().startswith(f"{path}: recording ended: File too large")
    assert probe.state("recorder") == "active"
    with open(path, "rb") as stream:
        assert _until_it_breaks(stream) >= 5
    process.send(signal.SIGINT)
    assert process.wait(5.0)
    assert process.status == 0


def test_a_disk_that_is_full_from_the_beginning_leaves_the_node_unconfigured(record, probe, tmp_path):
    with pytest.raises(AssertionError, match="did not configure"):
        record(reserve_mb=1e9)
    assert probe.state("recorder") == "unconfigured"
    assert "MB are free" in (tmp_path / "recorder.log").read_text()


def test_recorder_that_comes_back_does_not_overwrite(record, tmp_path):
    (tmp_path / "one.mcap").write_bytes(b"precious")
    _, process, _ = record()
    process.send(signal.SIGINT)
    process.wait(5.0)
    assert (tmp_path / "one.mcap").read_bytes() == b"precious"
    assert len(read(tmp_path / "one-2.mcap")) >= 95


def test_unknown_type_is_refused_by_name(probe, start, tmp_path):
    start("recorder", {"path": str(tmp_path / "one.mcap"), "topics": ["odom nav_msgs/msg/Odometri"]})
    assert not probe.transition("recorder", 1)
    assert "nav_msgs/msg/Odometri is not installed" in (tmp_path / "recorder.log").read_text()
    assert not (tmp_path / "one.mcap").exists()


LIMITED = """
import resource, signal, sys
from pathlib import Path
from limphome.core import LimphomeError
from limphome.nodes.recording_file import RecordingFile
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
file = RecordingFile(Path(sys.argv[1]), 0, chunk_bytes=50_000)
file.add_channel("/odom", "nav_msgs/msg/Odometry")
try:
    for n in range(2000):
        file.write("/odom", bytes([0, 1, 0, 0]) + bytes(720), n)
except LimphomeError as error:
    print(error)
print(file.is_open)
"""


def test_disk_that_refuses_a_write_leaves_what_was_written_readable(tmp_path):
    path = tmp_path / "one.mcap"
    done = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=True)
    assert "recording ended" in done.stdout
    assert done.stdout.strip().endswith("False")
    with open(path, "rb") as stream:
        messages = _until_it_breaks(stream)
    assert messages > 200


def _until_it_breaks(stream):
    from mcap.exceptions import McapError
    from mcap.reader import NonSeekingReader

    count = 0
    try:
        for _ in NonSeekingReader(stream).iter_messages(log_time_order=False):
            count += 1
    except McapError:
        pass
    return count
