"""Pictures out of a recording, to be labelled: raw or compressed images of ROS 2, read without ROS."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator

import cv2
import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.picture_file import encode_png
from limphome.resources.recording import recorded_messages, recorded_topics

_RAW, _COMPRESSED = "sensor_msgs/msg/Image", "sensor_msgs/msg/CompressedImage"
_TO_RGB = {
    "rgb8": None,
    "bgr8": cv2.COLOR_BGR2RGB,
    "rgba8": cv2.COLOR_RGBA2RGB,
    "bgra8": cv2.COLOR_BGRA2RGB,
    "mono8": cv2.COLOR_GRAY2RGB,
}
_ALLOWED = "an MCAP recording of ROS 2 messages"


@dataclass(frozen=True, eq=False)
class RecordedPicture:
    """One picture of a recording: RGB, uint8, and its stamp [ns]."""

    image: np.ndarray
    stamp_ns: int

    def file_name(self, world: str) -> str:
        """Begins with the world, so that it is not lost on the way through a labelling tool; names sort by time."""
        return f"{world}_{self.stamp_ns / 1e9:.3f}.png"

    def png(self) -> bytes:
        """The picture as it is stored."""
        return encode_png(self.image)


def recorded_pictures(path: Path, topic: str, every_s: float) -> Iterator[RecordedPicture]:
    """Pictures of one topic, at most one in ``every_s`` seconds of their stamps, also after a clock that was set back.

    Args:
        topic: with or without ``/`` in front; empty when the recording has one topic of pictures only.

    Raises:
        LimphomeError: no readable recording, no such topic, or pictures of an unknown encoding.
    """
    last_ns, every_ns = -(2**63), round(every_s * 1e9)
    topic = _choose(recorded_topics(path), path, topic)
    for heard in recorded_messages(path, [topic]):
        stamp = heard.message.header.stamp
        stamp_ns = stamp.sec * 10**9 + stamp.nanosec
        if abs(stamp_ns - last_ns) >= every_ns:
            last_ns = stamp_ns
            yield RecordedPicture(_readable(heard.message, path, f"{topic} at {stamp_ns / 1e9:.3f} s"), stamp_ns)


def _readable(message: Any, path: Path, at: str) -> np.ndarray:
    """The picture; what flipped bytes did to it is told with the file."""
    try:
        return _image(message, f"{path} {at}")
    except (ValueError, cv2.error) as error:
        raise LimphomeError(f"is not a readable recording: {at}: {type(error).__name__} {error}", str(path), _ALLOWED) from error


def _choose(kinds: Dict[str, str], path: Path, topic: str) -> str:
    found = [name for name, kind in kinds.items() if kind in (_RAW, _COMPRESSED)]
    if not topic and len(found) == 1:
        return found[0]
    matches = [name for name in found if topic and name.strip("/") == topic.strip("/")]
    if not matches:
        what = f"no pictures on '{topic}'" if topic else f"{len(found)} topics with pictures"
        raise LimphomeError(what, str(path), "--topic with one of " + ", ".join(found) if found else f"a recording with {_RAW}")
    return matches[0]


def _image(message: Any, where: str) -> np.ndarray:
    if not hasattr(message, "encoding"):
        image = cv2.imdecode(np.frombuffer(message.data, np.uint8), cv2.IMREAD_COLOR)
        if image is None:
            raise LimphomeError(f"a picture of format '{message.format}' cannot be decoded", where, "JPEG or PNG")
        return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    if message.encoding not in _TO_RGB:
        raise LimphomeError(f"encoding '{message.encoding}'", where, ", ".join(_TO_RGB))
    channels = {"mono8": 1, "rgb8": 3, "bgr8": 3}.get(message.encoding, 4)
    data = np.frombuffer(message.data, np.uint8)
    if (
        message.height * message.width == 0
        or message.step < message.width * channels
        or len(data) != message.height * message.step
    ):
        size = f"{message.width} x {message.height}, step {message.step}, {len(data)} bytes"
        raise LimphomeError(size, where, f"not empty, step >= {channels} * width, height * step bytes")
    rows = data.reshape(message.height, message.step)[:, : message.width * channels]
    image = np.ascontiguousarray(rows).reshape(message.height, message.width, channels)
    code = _TO_RGB[message.encoding]
    return image if code is None else cv2.cvtColor(image, code)
