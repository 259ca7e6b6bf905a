import struct
import zlib

import cv2
import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.data.picture_file import encode_png, picture_size, read_picture

from .conftest import scene


def png_head(width, height):
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


def spoilt_png():
    data = bytearray(encode_png(scene(0)))
    data[len(data) // 2] ^= 255
    return bytes(data)


BROKEN = {
    "is empty": b"",
    "is no picture": b"hello, I am a text",
    "is cut off after": encode_png(scene(0))[:-500],
    "check sum": spoilt_png(),
    "end mark": cv2.imencode(".jpg", scene(0))[1].tobytes()[:-300],
    "size of 100000 x 100000": png_head(100000, 100000),
    "size of 0 x 10": png_head(0, 10),
    "cannot be decoded": b"BM" + bytes(16) + struct.pack("<ii", 8, 8),
}


@pytest.mark.parametrize("what", BROKEN)
def test_each_flaw_is_named(tmp_path, what):
    (tmp_path / "a.png").write_bytes(BROKEN[what])
    with pytest.raises(LimphomeError, match=what) as caught:
        read_picture(tmp_path / "a.png")
    assert caught.value.where == str(tmp_path / "a.png")


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp"])
@pytest.mark.parametrize("size", [(160, 120), (33, 70)])
def test_the_head_tells_the_size_that_decoding_gives(tmp_path, suffix, size):
    path = tmp_path / f"a{suffix}"
    cv2.imwrite(str(path), scene(1, *size))
    assert picture_size(path) == size
    assert read_picture(path).shape == (size[1], size[0], 3)


def test_a_png_keeps_every_pixel_and_its_colours(tmp_path):
    (tmp_path / "a.png").write_bytes(encode_png(scene(2)))
    assert (read_picture(tmp_path / "a.png") == scene(2)).all()


def test_a_grey_picture_is_read_as_rgb(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.full((8, 9), 77, np.uint8))
    assert read_picture(tmp_path / "a.png").tolist() == np.full((8, 9, 3), 77).tolist()


def test_what_is_no_picture_has_no_size(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10")
    assert picture_size(tmp_path / "a.jpg") is None
    assert picture_size(tmp_path / "missing.png") is None
