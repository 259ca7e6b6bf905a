import cv2
import numpy as np
import pytest
from mcap.writer import CompressionType
from mcap_ros2.writer import Writer

from limphome.core import LimphomeError
from limphome.learning.data.import_options import ImportOptions
from limphome.learning.data.imported_data import import_data
from limphome.learning.data.mcap_frames import recorded_pictures
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_file import read_picture
from limphome.learning.data.worlds import name_worlds

from .conftest import scene

HEADER = "\n" + "=" * 80 + "\nMSG: std_msgs/Header\nbuiltin_interfaces/Time stamp\nstring frame_id\n"
TIME = "=" * 80 + "\nMSG: builtin_interfaces/Time\nint32 sec\nuint32 nanosec\n"
IMAGE = (
    "std_msgs/Header header\nuint32 height\nuint32 width\nstring encoding\nuint8 is_bigendian\nuint32 step\nuint8[] data" + HEADER
)
COMPRESSED = "std_msgs/Header header\nstring format\nuint8[] data" + HEADER


def raw(image, encoding, step=None):
    channels = image.shape[2] if image.ndim == 3 else 1
    step = step or image.shape[1] * channels
    size = {"height": image.shape[0], "width": image.shape[1], "step": step}
    return {**size, "encoding": encoding, "is_bigendian": 0, "data": image.tobytes()}


def record(path, topics, packing=CompressionType.ZSTD):
    """Write one message a tenth of a second: topic -> list of bodies; those with ``format`` are compressed pictures."""
    with open(path, "wb") as stream, Writer(stream, compression=packing) as writer:
        schemas = {
            False: writer.register_msgdef("sensor_msgs/msg/Image", IMAGE + TIME),
            True: writer.register_msgdef("sensor_msgs/msg/CompressedImage", COMPRESSED + TIME),
        }
        for topic, bodies in topics.items():
            for index, body in enumerate(bodies):
                header = {"stamp": {"sec": 5 + index // 10, "nanosec": index % 10 * 10**8}, "frame_id": "camera"}
                stamp = index * 10**8
                schema = schemas["format" in body]
                writer.write_message(topic, schema, {"header": header, **body}, log_time=stamp, publish_time=stamp)
    return path


@pytest.fixture
def drive(tmp_path):
    return record(tmp_path / "drive.mcap", {"/camera/image_raw": [raw(scene(index), "rgb8") for index in range(25)]})


def test_pictures_come_out_as_they_went_in_at_the_spacing_asked_for(drive):
    shots = list(recorded_pictures(drive, "", 1.0))
    assert [shot.file_name("hall") for shot in shots] == ["hall_5.000.png", "hall_6.000.png", "hall_7.000.png"]
    assert (shots[1].image == scene(10)).all()


def test_a_recording_becomes_a_folder_to_be_labelled(drive, tmp_path):
    card = import_data(drive, tmp_path / "out", ImportOptions(every_s=0.5, classes=("forklift",)), lambda *done: None)
    assert card["splits"]["to_label"]["pictures"] == 5
    found = open_data(tmp_path / "out")
    assert found.classes == ("forklift",)
    assert len(found.labels) == 0
    assert {one.world for one in found.pictures} == {f"{tmp_path.name}-drive"}
    assert [one.world for one in name_worlds(found, "/(.*)_").pictures] == [one.world for one in found.pictures]
    assert (read_picture(found.path(0)) == scene(0)).all()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (raw(scene(1)[:, :, ::-1].copy(), "bgr8"), scene(1)),
        (raw(np.dstack([scene(1), scene(1)[:, :, :1]]), "rgba8"), scene(1)),
        (raw(scene(1)[:, :, 0].copy(), "mono8"), np.repeat(scene(1)[:, :, :1], 3, axis=2)),
        ({"format": "png", "data": cv2.imencode(".png", scene(1)[:, :, ::-1])[1].tobytes()}, scene(1)),
    ],
    ids=["bgr8", "rgba8", "mono8", "compressed"],
)
def test_every_encoding_gives_rgb(tmp_path, body, expected):
    (shot,) = recorded_pictures(record(tmp_path / "a.mcap", {"/eye": [body]}), "", 0.0)
    assert (shot.image == expected).all()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (raw(scene(1), "yuv422"), "encoding 'yuv422'"),
        (raw(scene(1), "rgb8", step=7), "step 7"),
        ({"format": "h264", "data": b"abc"}, "format 'h264'"),
    ],
)
def test_a_picture_that_cannot_be_used_is_named_with_topic_and_time(tmp_path, body, what):
    with pytest.raises(LimphomeError, match=what) as caught:
        list(recorded_pictures(record(tmp_path / "a.mcap", {"/eye": [body]}), "", 0.0))
    assert "/eye at 5.000 s" in caught.value.where


def test_of_two_cameras_one_must_be_named(tmp_path):
    path = record(tmp_path / "a.mcap", {"/left": [raw(scene(1), "rgb8")], "/right": [raw(scene(2), "rgb8")]})
    with pytest.raises(LimphomeError, match="2 topics") as caught:
        list(recorded_pictures(path, "", 0.0))
    assert "/left, /right" in caught.value.allowed
    (shot,) = recorded_pictures(path, "right", 0.0)
    assert (shot.image == scene(2)).all()


@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: b"not a recording at all", lambda data: data[: len(data) // 2]])
def test_what_cannot_be_read_is_refused_by_name_and_leaves_nothing(drive, tmp_path, spoil):
    drive.write_bytes(spoil(drive.read_bytes()))
    with pytest.raises(LimphomeError, match=r"drive\.mcap"):
        import_data(drive, tmp_path / "out", ImportOptions(), lambda *done: None)
    assert [one.name for one in tmp_path.iterdir()] == ["drive.mcap"]


def test_a_recording_that_is_not_there(tmp_path):
    with pytest.raises(LimphomeError, match="cannot be read"):
        list(recorded_pictures(tmp_path / "none.mcap", "", 1.0))


def at(index, *stamp):
    return {**raw(scene(index, 8, 6), "rgb8"), "header": {"stamp": dict(zip(("sec", "nanosec"), stamp)), "frame_id": "camera"}}


@pytest.mark.parametrize("packing", CompressionType)
def test_flipped_bytes_give_pictures_or_one_error_with_the_name_of_the_file(tmp_path, packing):
    path = record(tmp_path / "drive.mcap", {"/eye": [raw(scene(index, 8, 6), "rgb8") for index in range(4)]}, packing)
    data, rng, told = path.read_bytes(), np.random.default_rng(0), []
    for _ in range(150):
        spoilt = bytearray(data)
        for place in rng.integers(0, len(data), 3):
            spoilt[place] = rng.integers(0, 256)
        path.write_bytes(spoilt)
        try:
            list(recorded_pictures(path, "", 0.0))
        except LimphomeError as error:
            told.append(error.where)
    assert len(told) > 50
    assert all("drive.mcap" in where for where in told)


def test_a_clock_that_is_set_back_begins_anew(tmp_path):
    bodies = [at(second, second, 0) for second in (100, 101, 3, 4, 5)]
    shots = recorded_pictures(record(tmp_path / "a.mcap", {"/eye": bodies}), "", 2.0)
    assert [shot.stamp_ns // 10**9 for shot in shots] == [100, 3, 5]


def test_pictures_of_one_millisecond_are_all_kept_and_can_be_checked(tmp_path):
    path = record(tmp_path / "drive.mcap", {"/eye": [at(0, 5, 0), at(1, 5, 100), at(2, 5, 100), at(3, 6, 0)]})
    import_data(path, tmp_path / "out", ImportOptions(every_s=0.0), lambda *done: None)
    found = open_data(tmp_path / "out")
    assert [one.name.rpartition("_")[2] for one in found.pictures] == ["5.000.png", "5.000x2.png", "5.000x3.png", "6.000.png"]
    assert [one.name for one in found.pictures] == sorted(one.name for one in found.pictures)
    assert [one.world for one in name_worlds(found, "/(.*)_").pictures] == [f"{tmp_path.name}-drive"] * 4
    assert all((read_picture(found.path(index)) == scene(index, 8, 6)).all() for index in range(4))


def test_a_recording_whose_name_no_list_can_hold_is_told_before_anything_is_read(tmp_path):
    with pytest.raises(LimphomeError, match="has a line break"):
        import_data(tmp_path / "a\nb.mcap", tmp_path / "out", ImportOptions(), lambda *done: None)


def test_a_recording_of_a_recorder_that_died_gives_the_pictures_before(tmp_path):
    rng = np.random.default_rng(0)
    path = record(tmp_path / "drive.mcap", {"/eye": [raw(rng.integers(0, 255, (90, 120, 3), np.uint8), "rgb8")] * 100})
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    assert 20 < len(list(recorded_pictures(path, "", 0.0))) < 100
