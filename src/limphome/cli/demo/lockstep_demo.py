"""The story in lockstep, for machines without ROS."""

from pathlib import Path
from typing import Any

from limphome.cli.demo.live_view import LiveView
from limphome.cli.demo.story import Story
from limphome.cli.lockstep_drive import drive
from limphome.cli.report.drive_log import DriveLog
from limphome.core import CameraModel

RECORDING = "recording.mcap"


def drive_lockstep(story: Story, folder: Path, console: Any) -> DriveLog:
    """Drive the story as fast as the machine goes; ``folder`` gets the recording, as of a drive over ROS."""
    from limphome.cli.recording.lockstep_recording import LockstepRecording

    faults = [act.fault for act in story.acts]
    recording = LockstepRecording(folder / RECORDING, faults, CameraModel())
    try:
        with LiveView("limphome demo, lockstep", console) as view:
            return drive(story.scenario, story.seed, faults, view.update, recording.observe).log
    finally:
        recording.close()
