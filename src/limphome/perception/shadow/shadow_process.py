"""A network in a process of its own: what it does there, a crash or a hang included, stays there."""

import mmap
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, Optional

import numpy as np

from limphome.core import Detections, Frame
from limphome.core.frame import MAX_PIXELS
from limphome.resources.parent import end_with

FRAME_BYTES = 3 * MAX_PIXELS
_NICE = 10  # the first network's process comes first


class Answer(NamedTuple):
    """What comes back: ``builds`` with how far its engine is, ``ready``, ``failed`` with the reason, or ``seen`` with detections
    and the network's time [s].
    """

    kind: str
    reason: str = ""
    detections: Optional[Detections] = None
    inference_s: float = 0.0


class ShadowProcess:
    """The parent's side. No call waits for the child.

    Args:
        folder: of the model. variant: file of its manifest. runtime: or ``auto``. threads: of one inference.
        dla_core: of a Jetson, -1 for none.
    """

    def __init__(self, folder: Path, variant: str, runtime: str = "auto", threads: int = 1, dla_core: int = -1) -> None:
        ours, theirs = socket.socketpair()
        memory = os.memfd_create("limphome_shadow")
        os.ftruncate(memory, FRAME_BYTES)  # pages exist only where a frame was written
        self._frame = mmap.mmap(memory, FRAME_BYTES)
        handles = (theirs.fileno(), memory)
        module = "limphome.perception.shadow.shadow_child"
        way = (folder, variant, runtime, threads, dla_core)
        words = [sys.executable, "-m", module, *map(str, (*handles, *way))]
        self._process = subprocess.Popen(words, pass_fds=handles, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        theirs.close()
        os.close(memory)
        self._line = Connection(ours.detach())

    def send(self, frame: Frame) -> None:
        """Show a frame; only when the last one was answered."""
        image = np.ascontiguousarray(frame.image)
        self._frame[: image.nbytes] = image.data.cast("B")
        with suppress(OSError):  # it died; poll tells
            self._line.send((frame.stamp_s, image.shape))

    def poll(self) -> Optional[Answer]:
        """The next answer, None when there is none yet; a process that died has failed."""
        try:
            return Answer(*self._line.recv()) if self._line.poll() else None
        except (EOFError, OSError):
            self._process.kill()  # if it lives without its line
            code = self._process.wait()
            how = signal.Signals(-code).name if code < 0 else f"exit status {code}"
            return Answer("failed", f"its process died: {how}")

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self._line.close()
        self._frame.close()


def serve(line: Any, frame: Any, detector: Any) -> None:
    """The child's side: answer every frame until the line ends."""
    line.send(("ready",))
    while True:
        try:
            stamp_s, shape = line.recv()
        except EOFError:
            return
        image = np.frombuffer(frame, np.uint8, int(np.prod(shape))).reshape(shape)
        found = detector.detect(Frame(stamp_s, image))
        line.send(("seen", "", found, detector.health(stamp_s).metrics["inference_s"]))


def be_modest() -> None:
    """Give way to the robot's processes, and die with the parent."""
    os.nice(_NICE)
    end_with(os.getppid(), signal.SIGKILL)
