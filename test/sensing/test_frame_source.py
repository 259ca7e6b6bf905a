import cv2
import numpy as np
import pytest
from mcap.writer import CompressionType
from mcap_ros2.writer import Writer

from limphome.core import LimphomeError
from limphome.sensing.frame_source import open_source
from limphome.sensing.picture import to_rgb


@pytest.fixture
def red():
    picture = np.zeros((48, 64, 3), np.uint8)
    picture[:, :, 2] = 200  # OpenCV's order is BGR
    return picture


def test_a_folder_gives_its_pictures_in_order_of_name_and_then_ends(tmp_path, red):
    for name, value in (("b.png", 50), ("a.png", 10)):
        cv2.imwrite(str(tmp_path / name), np.full((48, 64, 3), value, np.uint8))
    source = open_source(str(tmp_path), 64, 48, 10.0)
    assert [source.read(t).image[0, 0, 0] for t in (0.0, 0.1)] == [10, 50]
    assert source.read(0.2) is None
    assert source.period_s == pytest.approx(0.1)


def test_a_picture_becomes_rgb_of_the_size_asked_for(red):
    image = to_rgb(red, 32, 24)
    assert image.shape == (24, 32, 3)
    assert tuple(image[0, 0]) == (200, 0, 0)


@pytest.mark.parametrize(
    ("width_px", "height_px", "asked", "mend"), [(1280, 720, (320, 240), "320x180"), (64, 48, (32, 32), "32x24")]
)
def test_a_picture_of_other_proportions_is_refused_with_what_would_do(tmp_path, width_px, height_px, asked, mend):
    cv2.imwrite(str(tmp_path / "wide.png"), np.zeros((height_px, width_px, 3), np.uint8))
    with pytest.raises(LimphomeError, match=rf"wide\.png.*{mend}|{mend}.*wide\.png"):
        open_source(str(tmp_path), *asked, 10.0).read(0.0)


def test_a_video_of_other_proportions_is_refused_before_it_is_read(tmp_path, red):
    path = tmp_path / "walk.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 20.0, (64, 48))
    writer.write(red)
    writer.release()
    with pytest.raises(LimphomeError, match="64x48"):
        open_source(str(path), 320, 180, 10.0)


def test_a_coders_few_lines_more_are_no_other_proportions(tmp_path):
    cv2.imwrite(str(tmp_path / "padded.png"), np.zeros((136, 240, 3), np.uint8))
    assert open_source(str(tmp_path), 240, 135, 10.0).read(0.0).image.shape == (135, 240, 3)


def test_a_broken_picture_is_named(tmp_path):
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    with pytest.raises(LimphomeError, match=r"broken\.png"):
        open_source(str(tmp_path), 64, 48, 10.0).read(0.0)


def test_a_video_is_read_to_its_end_at_its_own_rate(tmp_path, red):
    path = tmp_path / "walk.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 20.0, (64, 48))
    for _ in range(3):
        writer.write(red)
    writer.release()
    source = open_source(str(path), 64, 48, 10.0)
    assert source.period_s == pytest.approx(0.05)
    frames = []
    while (frame := source.read(0.05 * len(frames))) is not None:
        frames.append(frame)
    assert len(frames) == 3
    assert frames[0].image[20, 20, 0] > 150
    source.close()


@pytest.mark.parametrize("name", ["/dev/video99", "no/such/file.mp4"])
def test_a_source_that_is_not_there_is_refused_by_name(name):
    with pytest.raises(LimphomeError, match=name.rsplit("/", 1)[-1]):
        open_source(name, 64, 48, 10.0)


@pytest.mark.parametrize("suffix", [".mp4", ".mcap"])
def test_a_file_of_rubbish_is_refused_by_name(tmp_path, suffix):
    path = tmp_path / f"rubbish{suffix}"
    path.write_bytes(b"\x00\x01rubbish" * 50)
    with pytest.raises(LimphomeError, match="rubbish"):
        open_source(str(path), 64, 48, 10.0).read(0.0)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(LimphomeError, match="no picture"):
        open_source(str(tmp_path), 64, 48, 10.0)


IMAGE = (
    "std_msgs/Header header\nuint32 height\nuint32 width\nstring encoding\nuint32 step\nuint8[] data\n"
    + ("=" * 80 + "\nMSG: std_msgs/Header\nbuiltin_interfaces/Time stamp\nstring frame_id\n")
    + ("=" * 80 + "\nMSG: builtin_interfaces/Time\nint32 sec\nuint32 nanosec\n")
)


def record(path, pictures, count=1):
    """So many pictures of one colour on each topic: topic -> colour."""
    with open(path, "wb") as stream, Writer(stream, chunk_size=1000, compression=CompressionType.NONE) as writer:
        schema = writer.register_msgdef("sensor_msgs/msg/Image", IMAGE)
        for index in range(count):
            for topic, value in pictures.items():
                header = {"stamp": {"sec": index, "nanosec": 0}, "frame_id": "camera"}
                size = {"height": 4, "width": 6, "step": 18, "encoding": "rgb8"}
                writer.write_message(topic, schema, {"header": header, **size, "data": bytes([value] * 72)}, index, index)
    return str(path)


def colours(source):
    frames = iter(lambda: source.read(0.0), None)
    return [int(frame.image[0, 0, 0]) for frame in frames]


@pytest.mark.parametrize("topic", ["/camera/image_raw", "/robot/camera/image_raw"])
def test_a_recording_gives_the_camera_and_no_camera_of_a_name_that_ends_alike(tmp_path, topic):
    path = record(tmp_path / "a.mcap", {topic: 10, "/rear_camera/image_raw": 20}, count=2)
    assert colours(open_source(path, 6, 4, 10.0)) == [10, 10]


def test_of_two_cameras_the_one_of_the_very_name_is_taken(tmp_path):
    path = record(tmp_path / "a.mcap", {"/rear/camera/image_raw": 20, "/camera/image_raw": 10})
    assert colours(open_source(path, 6, 4, 10.0)) == [10]


def test_a_recording_of_two_cameras_is_refused_by_name(tmp_path):
    path = record(tmp_path / "a.mcap", {"/front/camera/image_raw": 10, "/rear/camera/image_raw": 20})
    with pytest.raises(LimphomeError, match=r"a\.mcap: holds 2 cameras: /front/camera/image_raw, /rear/camera/image_raw"):
        open_source(path, 6, 4, 10.0).read(0.0)


def test_a_recording_of_a_recorder_that_died_gives_the_pictures_before(tmp_path):
    path = tmp_path / "a.mcap"
    record(path, {"/camera/image_raw": 10}, count=100)
    path.write_bytes(path.read_bytes()[:9000])
    source = open_source(str(path), 6, 4, 10.0)
    assert len(colours(source)) > 20
    source.close()
