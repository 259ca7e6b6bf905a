"""The camera topic of an MCAP recording, as `ros2 bag` or our recorder writes it."""

import struct
from pathlib import Path
from typing import Any, Iterator, Optional

import numpy as np
from mcap.exceptions import McapError
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

from limphome.core import Frame, LimphomeError, topics
from limphome.sensing.frame_source import FrameSource


class McapSource(FrameSource):
    """Frames with the stamps of their capture; ``period_s`` is None because the stamps set the pace."""

    def __init__(self, path: Path, topic: str = topics.CAMERA) -> None:
        self._path = path
        self._stream = open(path, "rb")  # noqa: SIM115  # closed by close()
        self._messages = self._read_all(topic)

    def _read_all(self, topic: str) -> Iterator[Any]:
        try:
            reader = make_reader(self._stream, decoder_factories=[DecoderFactory()])
            for _, channel, _, message in reader.iter_decoded_messages():
                if channel.topic.lstrip("/").endswith(topic):
                    yield message
        except (McapError, struct.error) as error:
            raise LimphomeError(
                f"is not a readable recording: {error}", str(self._path), "an MCAP file of ROS 2 messages"
            ) from error

    def read(self, now_s: float) -> Optional[Frame]:
        """The next recorded picture with its own stamp; None at the end."""
        message = next(self._messages, None)
        return None if message is None else self._to_frame(message)

    def _to_frame(self, message: Any) -> Frame:
        if message.encoding not in ("rgb8", "bgr8"):
            raise LimphomeError(f"pictures are {message.encoding}", str(self._path), "rgb8 or bgr8")
        rows = np.frombuffer(message.data, np.uint8).reshape(message.height, message.step)
        image = rows[:, : message.width * 3].reshape(message.height, message.width, 3)
        image = image[:, :, ::-1] if message.encoding == "bgr8" else image
        return Frame(message.header.stamp.sec + message.header.stamp.nanosec * 1e-9, image, message.header.frame_id)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
