"""A drive over DDS in a process of its own, for who makes many: the middleware may not let go of one that goes on."""

import atexit
import io
import multiprocessing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from limphome.cli.demo.pauses import Pauses
from limphome.cli.demo.ros_demo import drive_ros
from limphome.cli.demo.story import Story
from limphome.cli.report.drive_log import DriveLog
from limphome.core import LimphomeError
from limphome.nodes.farewell import end, leave
from limphome.resources.parent import end_with_parent


@dataclass(frozen=True)
class Driven:
    """What came of a drive.

    Attributes:
        log: of the drive.
        longest_pause_s: for which the machine let nobody run while it lasted.
        told: what it said on the way.
    """

    log: DriveLog
    longest_pause_s: float
    told: str


def drive_apart(story: Story, folder: Path, record: bool = True) -> Driven:
    """As :func:`drive_ros`, which its process does not survive.

    Raises:
        LimphomeError: as there, or the process died.
    """
    context = multiprocessing.get_context("spawn")
    answer, sender = context.Pipe(duplex=False)
    child = context.Process(target=_drive, args=(story, folder, record, sender))
    child.start()
    sender.close()  # ours: once the child has closed its own, nothing more can come
    done = None
    try:
        done = answer.recv()
    except EOFError:
        child.join()
        raise LimphomeError(
            f"its process ended with status {child.exitcode}", "drive over DDS", "see log/ in its folder"
        ) from None
    finally:
        if done is None:
            child.terminate()  # where we are asked to end it is, too
        child.join()
    if isinstance(done, LimphomeError):
        raise done
    assert isinstance(done, Driven)
    return done


def _drive(story: Story, folder: Path, record: bool, sender: Any) -> None:
    end_with_parent()
    atexit.register(end, 1)  # after an error has been told: the node is kept
    out, pauses = io.StringIO(), Pauses()
    try:
        log = drive_ros(story, folder, Console(file=out), pauses, record)
        sender.send(Driven(log, pauses.longest(log.duration_s).length_s, out.getvalue()))
    except LimphomeError as error:
        sender.send(error)
    leave(0)
