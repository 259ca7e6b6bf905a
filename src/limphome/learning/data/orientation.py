"""How a camera was held when it took a picture, as the file notes it (EXIF)."""

import struct
from pathlib import Path

_PNG, _JPEG, _EXIF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"Exif\0\0"
_HEAD_BYTES = 1 << 18  # the note stands before the pixels, and a JPEG's is at most 64 KiB
_TAG, _LONG = 0x0112, 4
AS_STORED, SWAPPING = 1, (5, 6, 7, 8)
"""The orientation that changes nothing, and those that swap width and height."""


def orientation(path: Path) -> int:
    """EXIF orientation of a JPEG or PNG, 1 to 8 (CIPA DC-008, tag 0x0112); 1, as stored, where the file notes none."""
    try:
        with open(path, "rb") as stream:
            note = _note(stream.read(_HEAD_BYTES))
        return _orientation(note)
    except (OSError, struct.error):  # a file that cannot be read, or a note that is cut off
        return AS_STORED


def _note(head: bytes) -> bytes:
    """The TIFF structure with the tags; empty when there is none."""
    if head.startswith(_PNG):
        return _png_note(head)
    return _jpeg_note(head) if head.startswith(_JPEG) else b""


def _jpeg_note(head: bytes) -> bytes:
    place = len(_JPEG)
    while head[place : place + 1] == b"\xff":
        marker, length = struct.unpack_from(">BH", head, place + 1)
        if marker == 0xE1 and head[place + 4 :].startswith(_EXIF):
            return head[place + 4 + len(_EXIF) : place + 2 + length]
        if marker == 0xDA:  # the pixels begin
            return b""
        place += 2 + length
    return b""


def _png_note(head: bytes) -> bytes:
    place = len(_PNG)
    while place + 12 <= len(head):
        (length,) = struct.unpack_from(">I", head, place)
        if head[place + 4 : place + 8] == b"eXIf":
            return head[place + 8 : place + 8 + length]
        place += 12 + length
    return b""


def _orientation(note: bytes) -> int:
    if note[:2] not in (b"II", b"MM"):
        return AS_STORED
    order = "<" if note[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", note, 4)
    (count,) = struct.unpack_from(f"{order}H", note, first)
    for place in range(first + 2, first + 2 + 12 * count, 12):
        tag, kind = struct.unpack_from(f"{order}HH", note, place)
        if tag == _TAG:
            (value,) = struct.unpack_from(order + ("I" if kind == _LONG else "H"), note, place + 8)
            return value if value in range(1, 9) else AS_STORED
    return AS_STORED
