"""One picture file of a user's: its size without decoding it, what is broken in it, its pixels."""

import struct
import zlib
from pathlib import Path
from typing import Optional, Tuple

import cv2
import numpy as np

from limphome.core import LimphomeError
from limphome.sensing.picture import MAX_PIXELS

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp")
_PNG, _JPEG, _BMP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"BM"
_HEAD_BYTES = 1 << 20
_JPEG_SIDE_PX = 65500  # libjpeg's JPEG_MAX_DIMENSION
_ALLOWED = f"an unbroken PNG, JPEG or BMP of at most {MAX_PIXELS // 10**6} Mpx"


def picture_size(path: Path) -> Optional[Tuple[int, int]]:
    """Width and height that the file's head states, or None when it is no picture of ours."""
    try:
        with open(path, "rb") as stream:
            return _stated_size(stream.read(_HEAD_BYTES))
    except OSError:
        return None


def read_picture(path: Path) -> np.ndarray:
    """RGB, uint8, shape (height, width, 3), as stored (an EXIF orientation is not applied); LimphomeError names the flaw."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(path), _ALLOWED) from error
    flaw = _flaw(data)
    if flaw:
        raise LimphomeError(flaw, str(path), _ALLOWED)
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if image is None:
        raise LimphomeError("cannot be decoded", str(path), _ALLOWED)
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def encode_png(image: np.ndarray) -> bytes:
    """PNG of an RGB picture; equal pictures give equal bytes with the same OpenCV."""
    settings = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_DEFAULT]
    return cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), settings)[1].tobytes()


def encode_jpeg(image: np.ndarray) -> bytes:
    """JPEG of an RGB picture; LimphomeError for one that is too large for this form."""
    if max(image.shape[:2]) > _JPEG_SIDE_PX:
        raise LimphomeError(f"{image.shape[1]} x {image.shape[0]} px", "JPEG", f"at most {_JPEG_SIDE_PX} px a side, or a PNG")
    return cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


def _flaw(data: bytes) -> Optional[str]:
    """What is wrong before decoding: decoders fill a torn picture with grey, or take memory for whatever the head states."""
    if not data:
        return "is empty"
    size = _stated_size(data[:_HEAD_BYTES])
    if size is None:
        return f"is no picture: it starts with {data[:8]!r}"
    if size[0] * size[1] == 0 or size[0] * size[1] > MAX_PIXELS:
        return f"states a size of {size[0]} x {size[1]} px"
    if data.startswith(_PNG):
        return _png_flaw(data)
    if data.startswith(_JPEG) and b"\xff\xd9" not in data[-4096:]:
        return "is cut off: the end mark of a JPEG is missing"
    return None


def _png_flaw(data: bytes) -> Optional[str]:
    place = len(_PNG)
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        end = place + 12 + length
        if end > len(data):
            break
        if zlib.crc32(data[place + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            return f"is damaged: the check sum at byte {place} is wrong"
        if data[place + 4 : place + 8] == b"IEND":
            return None
        place = end
    return f"is cut off after {len(data)} bytes"


def _stated_size(head: bytes) -> Optional[Tuple[int, int]]:
    if head.startswith(_PNG) and len(head) >= 24:
        width, height = struct.unpack_from(">II", head, 16)
        return width, height
    if head.startswith(_BMP) and len(head) >= 26:
        width, height = struct.unpack_from("<ii", head, 18)
        return abs(width), abs(height)
    return _jpeg_size(head) if head.startswith(_JPEG) else None


def _jpeg_size(head: bytes) -> Optional[Tuple[int, int]]:
    """Walk the segments up to a start of frame (SOF0 to SOF15 without DHT, JPG, DAC; ITU T.81, table B.1)."""
    place = 2
    while place + 9 <= len(head):
        if head[place] != 0xFF:
            return None
        marker = head[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", head, place + 5)
            return width, height
        bare = marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD8
        place += (1 if marker == 0xFF else 2) if bare else 2 + struct.unpack_from(">H", head, place + 2)[0]
    return None
