"""The camera topic of an MCAP recording, as `ros2 bag` or our recorder writes it."""

from pathlib import Path
from typing import Any, Generator, List, Optional

import numpy as np

from limphome.core import Frame, LimphomeError, topics
from limphome.resources.recording import recorded_messages, recorded_topics
from limphome.sensing.frame_source import FrameSource


class McapSource(FrameSource):
    """Frames with the stamps of their capture; ``period_s`` is None because the stamps set the pace.

    Args:
        topic: of the camera; one that is alone in ending so, such as ``/robot/camera/image_raw``, does too.
    """

    def __init__(self, path: Path, topic: str = topics.CAMERA) -> None:
        self._path = path
        self._messages = self._read_all(topic)

    def _read_all(self, topic: str) -> Generator[Any, None, None]:
        for heard in recorded_messages(self._path, self._found(topic)):
            yield heard.message

    def _found(self, topic: str) -> List[str]:
        """The recorded topic, if there is one; of two cameras none is the right one."""
        names = list(recorded_topics(self._path))
        found = [name for name in names if name.lstrip("/") == topic] or [name for name in names if name.endswith("/" + topic)]
        if len(found) > 1:
            raise LimphomeError(f"holds {len(found)} cameras: {', '.join(found)}", str(self._path), f"one */{topic}, or /{topic}")
        return found

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
        self._messages.close()
