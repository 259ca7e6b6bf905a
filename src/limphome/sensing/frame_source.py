"""What every source of frames offers, and how one is opened by name."""

from pathlib import Path
from typing import Optional

from limphome.core import Frame, LimphomeError

_ALLOWED = "a camera (/dev/video0 or its number), a video file, a folder of pictures, or an .mcap recording"


class FrameSource:
    """A stream of frames.

    Attributes:
        period_s: time between two frames; None where the source itself sets the pace.
        live: True for a camera, whose :meth:`read` waits for the next picture.
    """

    period_s: Optional[float] = None
    live: bool = False

    def read(self, now_s: float) -> Optional[Frame]:
        """The next frame, or None at the end.

        Args:
            now_s: the robot's clock; the stamp of a live frame. Recordings keep their own stamps.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Give back the device or file."""


def open_source(name: str, width_px: int, height_px: int, rate_hz: float) -> FrameSource:
    """Open the source that ``name`` stands for; pictures come resized to the size asked for.

    Raises:
        LimphomeError: nothing there, or it cannot be read.
    """
    from limphome.sensing.camera_source import CameraSource
    from limphome.sensing.folder_source import FolderSource
    from limphome.sensing.mcap_source import McapSource
    from limphome.sensing.video_source import VideoSource

    path = Path(name)
    if name.isdigit() or name.startswith("/dev/"):
        return CameraSource(name, width_px, height_px, rate_hz)
    if path.is_dir():
        return FolderSource(path, width_px, height_px, rate_hz)
    if path.suffix == ".mcap" and path.is_file():
        return McapSource(path)
    if path.is_file():
        return VideoSource(path, width_px, height_px)
    raise LimphomeError("no such source of frames", name, _ALLOWED)
