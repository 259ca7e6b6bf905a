"""Puts the report and the record of a demo into its folder."""

from pathlib import Path
from typing import Any, Dict, Tuple

from limphome.cli.demo.story import Story
from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.page import make_page
from limphome.cli.report.summary_line import SummaryLine
from limphome.resources.run_folder import RunFolder

_TITLE = "A frozen camera, a killed network, and the way home"


def deliver(folder: RunFolder, story: Story, log: DriveLog, lines: Tuple[SummaryLine, ...], ran: Dict[str, Any]) -> Path:
    """Write ``report.html``; its path."""
    lead = (
        f"The rover drives its route through the yard among persons, cones and crates: {log.way}. On the way, things are broken "
        "on purpose. This page says what was owed, what happened, and why the robot says it happened."
    )
    facts = {
        "scenario": f"{story.scenario}, seed {story.seed}",
        "faults": ", ".join(str(act.fault) for act in story.acts),
        "way": log.way,
        "cpu": ran["cpu"],
        "versions": ", ".join(f"{name} {version}" for name, version in ran["versions"].items()),
        "commit": ran["commit"] or "installed package",
        "model": ran["model"]["manifest_sha256"] if ran["model"] else "-",
        "folder": ", ".join(sorted({"report.html", *(path.name for path in folder.path.iterdir())})),
    }
    return folder.write_text("report.html", make_page(_TITLE, lead, lines, log, facts))
