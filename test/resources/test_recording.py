"""Recordings that were finished, and those of a recorder that died."""

import pytest
from mcap.writer import CompressionType
from mcap_ros2.writer import Writer

from limphome.core import LimphomeError
from limphome.resources.recording import recorded_messages, recorded_topics

COUNT = 400


@pytest.fixture(params=[CompressionType.NONE, CompressionType.ZSTD, CompressionType.LZ4], ids=["plain", "zstd", "lz4"])
def drive(tmp_path, request):
    """Numbers on /odd, words on /even, a tenth of a second apart, in many chunks."""
    path = tmp_path / "drive.mcap"
    with open(path, "wb") as stream, Writer(stream, chunk_size=2000, compression=request.param) as writer:
        number = writer.register_msgdef("test_msgs/msg/Number", "int32 data")
        word = writer.register_msgdef("test_msgs/msg/Word", "string data")
        for index in range(COUNT):
            topic, schema, data = ("/odd", number, index) if index % 2 else ("/even", word, f"number {index * 7919}")
            writer.write_message(topic, schema, {"data": data}, log_time=index * 10**8, publish_time=index * 10**8)
    return path


def numbers(path):
    return [heard.message.data for heard in recorded_messages(path, ["/odd"])]


def test_messages_of_a_topic_come_with_their_time(drive):
    assert numbers(drive) == list(range(1, COUNT, 2))
    first = next(iter(recorded_messages(drive, ["/even", "/odd"])))
    assert (first.topic, first.heard_ns, first.message.data) == ("/even", 0, "number 0")


def test_topics_come_with_their_types(drive):
    assert recorded_topics(drive) == {"/odd": "test_msgs/msg/Number", "/even": "test_msgs/msg/Word"}


@pytest.mark.parametrize("share", [0.3, 0.5, 0.61, 0.8])
def test_a_recording_that_was_cut_off_is_read_to_where_it_ends(drive, share):
    whole = drive.read_bytes()
    drive.write_bytes(whole[: round(share * len(whole))])
    found = numbers(drive)
    assert 0.5 * share * COUNT / 2 < len(found) < COUNT / 2
    assert found == list(range(1, 2 * len(found), 2))
    assert set(recorded_topics(drive)) == {"/odd", "/even"}


def test_wherever_it_is_cut_off_it_is_read(drive):
    whole, before = drive.read_bytes(), 0
    for end in range(len(whole) // 2, len(whole) // 2 + 300, 7):
        drive.write_bytes(whole[:end])
        found = numbers(drive)
        assert len(found) >= before
        before = len(found)


def test_room_that_was_never_filled_is_no_message(drive):
    whole = drive.read_bytes()
    drive.write_bytes(whole[: len(whole) // 2] + bytes(5000))
    found = numbers(drive)
    assert found
    assert found == list(range(1, 2 * len(found), 2))


def test_a_broken_index_costs_nothing(drive):
    whole = bytearray(drive.read_bytes())
    whole[-29:-8] = bytes(21)  # most of the footer
    drive.write_bytes(whole)
    assert numbers(drive) == list(range(1, COUNT, 2))


def test_a_recording_that_ended_before_its_first_message_is_empty(drive):
    drive.write_bytes(drive.read_bytes()[:8])
    assert numbers(drive) == []
    assert recorded_topics(drive) == {}


@pytest.mark.parametrize("content", [b"", b"rubbish" * 40])
@pytest.mark.parametrize("read", [numbers, recorded_topics])
def test_a_file_that_is_no_recording_is_refused_by_name(tmp_path, content, read):
    path = tmp_path / "drive.mcap"
    path.write_bytes(content)
    with pytest.raises(LimphomeError, match=r"drive\.mcap: is not a readable recording"):
        read(path)
