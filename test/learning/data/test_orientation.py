import struct
import zlib

import cv2
import pytest

from limphome.learning.data.checks.report import check_data
from limphome.learning.data.import_options import ImportOptions
from limphome.learning.data.imported_data import import_data
from limphome.learning.data.orientation import orientation
from limphome.learning.data.yolo_writer import write_yolo

from .conftest import change, drawn_set, scene, write_set


def note(turn, order=">"):
    """A TIFF structure with another tag before the orientation."""
    head = (b"MM" if order == ">" else b"II") + struct.pack(f"{order}HI", 42, 8)
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turn, 0)
    return head + struct.pack(f"{order}HHHIHH", 2, 0x010F, 3, 1, 7, 0) + entry + bytes(4)


def jpeg(body, image=None):
    data = cv2.imencode(".jpg", scene(1) if image is None else image)[1].tobytes()
    segment = b"Exif\0\0" + body
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + data[2:]


def png(body, image=None):
    data = cv2.imencode(".png", scene(1) if image is None else image)[1].tobytes()
    chunk = b"eXIf" + body
    return data[:33] + struct.pack(">I", len(body)) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("form", [jpeg, png])
def test_the_note_of_the_camera_is_read(tmp_path, form, order):
    for turn in range(1, 9):
        (tmp_path / "a").write_bytes(form(note(turn, order)))
        assert orientation(tmp_path / "a") == turn


@pytest.mark.parametrize("body", [b"", b"MM", note(6)[:20], note(9), note(0), b"XX" + note(6)[2:]])
@pytest.mark.parametrize("form", [jpeg, png])
def test_a_note_that_says_nothing_is_as_stored(tmp_path, form, body):
    (tmp_path / "a").write_bytes(form(body))
    assert orientation(tmp_path / "a") == 1


@pytest.mark.parametrize("data", [b"", b"BM", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", cv2.imencode(".jpg", scene(1))[1].tobytes()])
def test_without_a_note_it_is_as_stored(tmp_path, data):
    (tmp_path / "a").write_bytes(data)
    assert orientation(tmp_path / "a") == 1
    assert orientation(tmp_path / "missing") == 1


def coco(folder, turn, size=(160, 120)):
    """A set of one turned picture."""
    pictures = drawn_set(folder, {"train": 1}, size=size)
    write_set(folder, pictures, [scene(1, *size)])
    pictures_file = folder / pictures.pictures[0].name
    pictures_file.write_bytes(png(note(turn), scene(1, *size)))
    return folder, pictures


def findings(folder):
    return [one.what for one in check_data(folder, lambda *done: None).findings if one.check == "pictures"]


@pytest.mark.parametrize("turn", range(2, 9))
def test_labels_without_a_size_of_a_turned_picture_are_refused(tmp_path, turn):
    folder, pictures = coco(tmp_path / "coco", turn)
    write_yolo(pictures, tmp_path / "yolo")
    (what,) = findings(tmp_path / "yolo")
    assert what.startswith(f"has EXIF orientation {turn}, which is not applied: turn the picture or its labels")
    change(folder, lambda values: [values["images"][0].pop(side) for side in ("width", "height")])
    assert findings(folder) == [what]


@pytest.mark.parametrize(("turn", "size", "told"), [(6, (160, 120), True), (6, (120, 120), False), (3, (160, 120), False)])
def test_labels_with_a_size_are_refused_only_where_it_does_not_tell(tmp_path, turn, size, told):
    folder, _ = coco(tmp_path / "coco", turn, size)
    assert ("EXIF orientation" in " ".join(findings(folder))) is not told


def test_an_upright_picture_is_taken(tmp_path):
    _, pictures = coco(tmp_path / "coco", 1)
    write_yolo(pictures, tmp_path / "yolo")
    assert findings(tmp_path / "yolo") == []


def test_a_turned_picture_is_left_out_of_an_import_with_its_labels(tmp_path):
    _, pictures = coco(tmp_path / "coco", 6)
    write_yolo(pictures, tmp_path / "yolo")
    upright = tmp_path / "yolo" / "images" / "train" / "upright.png"
    upright.write_bytes(png(note(1), scene(2)))
    card = import_data(tmp_path / "yolo", tmp_path / "out", ImportOptions(drop_bad=True), lambda *done: None)
    assert card["splits"]["train"]["pictures"] == 1
    assert "EXIF orientation 6" in card["left_out"][0]["what"]
