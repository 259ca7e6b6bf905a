import cv2
import numpy as np
import pytest

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
