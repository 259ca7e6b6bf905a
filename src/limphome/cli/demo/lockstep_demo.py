"""The story in lockstep, for machines without ROS."""

from pathlib import Path
from typing import Any

from limphome.cli.demo.live_view import LiveView
from limphome.cli.demo.story import Story
from limphome.cli.lockstep_drive import drive
from limphome.cli.report.drive_log import DriveLog


def drive_lockstep(story: Story, folder: Path, console: Any) -> DriveLog:
    """Drive the story as fast as the machine goes; there are no ROS messages, so nothing is recorded into ``folder``."""
    faults = [act.fault for act in story.acts]
    with LiveView("limphome demo, lockstep", console) as view:
        return drive(story.scenario, story.seed, faults, view.update).log
