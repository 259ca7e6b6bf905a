"""``limphome demo``: the main job, told live, judged, and written down."""

import dataclasses
import time
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Dict

import typer

from limphome.cli import exit_status
from limphome.cli.output import JSON, console, emit
from limphome.cli.verb_app import verb_app

_NEED_BYTES = 500_000_000
_NO_ROS = "ROS 2 is not installed here: the same story is told in lockstep, without ROS (limphome doctor says what is missing)."
_HELD_UP = (
    "\nAt about {longest_pause_at_s} s this machine let nobody run for {longest_pause_s} s: what came late then "
    "was late for that. Try again when less runs here."
)

app = verb_app()


@app.command(epilog="Exit status 3: the story did not come out as told. Listen in with the ROS_DOMAIN_ID that it prints.")
def demo(
    seed: int = typer.Option(0, "--seed", min=0, max=2**31, help="Of the world, the persons and the sensors."),
    lockstep: bool = typer.Option(False, "--lockstep", help="Tell it in lockstep, without ROS, as fast as the machine goes."),
    runs: Path = typer.Option(Path("runs"), "--runs", help="Folder of the run folders."),
    as_json: bool = JSON,
) -> int:
    """A rover drives among persons; its camera freezes, its network is killed; it limps, says why, and arrives.

    Every stage is a ROS 2 process of its own over real DDS: simulator, perception (the trained INT8 network), pilot, monitors,
    gate, fault relays, diagnosis, recorder. Takes about a minute and a half. Leaves runs/<time>-demo/ with report.html
    (open it in a browser), recording.mcap (Foxglove, ros2 bag) and run.json.
    """
    from limphome.cli.demo.story import STORY
    from limphome.resources.run_folder import RunFolder

    screen = console(as_json)
    story = dataclasses.replace(STORY, seed=seed)
    in_lockstep = lockstep or find_spec("rclpy") is None
    if in_lockstep and not lockstep:
        screen.print(_NO_ROS)
    folder = RunFolder.create("demo", datetime.now(), runs, need_bytes=_NEED_BYTES)
    try:
        result = _tell(story, folder, in_lockstep, screen)
    finally:
        folder.remove_if_empty()
    emit(result, as_json, lambda: _show(result, screen))
    return exit_status.RAN if result["as_told"] else exit_status.VERDICT_FAILED


def _tell(story: Any, folder: Any, in_lockstep: bool, screen: Any) -> Dict[str, Any]:
    from limphome.cli.demo.deliver import deliver
    from limphome.cli.demo.judge import as_told, judge
    from limphome.cli.demo.lockstep_demo import drive_lockstep
    from limphome.cli.demo.parts import parts
    from limphome.cli.demo.pauses import Pauses
    from limphome.cli.demo.ros_demo import drive_ros
    from limphome.resources import share_dir
    from limphome.resources.run_folder import provenance

    started, pauses = time.monotonic(), Pauses()
    log = drive_lockstep(story, folder.path, screen) if in_lockstep else drive_ros(story, folder.path, screen, pauses)
    pause = pauses.longest(within_s=log.duration_s)
    ran = provenance(share_dir() / "models" / "perception" / "yard_detector")
    lines = judge(story, log)
    result: Dict[str, Any] = {
        "as_told": as_told(lines),
        "way": log.way,
        "folder": str(folder.path),
        "report": str(folder.path / "report.html"),
        "summary": [line.as_dict() for line in lines],
        "longest_pause_s": None if in_lockstep else round(pause.length_s, 3),
        "longest_pause_at_s": None if in_lockstep else round(log.duration_s - pause.before_end_s, 1),
        "parts": parts(story, log, ran, time.monotonic() - started),
    }
    options = {"scenario": story.scenario, "lockstep": in_lockstep, "faults": [str(act.fault) for act in story.acts]}
    folder.write_run(options, story.seed, result, ran)
    deliver(folder, story, log, lines, ran)
    return result


def _show(result: Dict[str, Any], screen: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    from limphome.cli.demo.pauses import TROUBLE_S

    table = Table(box=None, padding=(0, 1), show_header=True, header_style="dim")
    for name in ("", "asked", "happened"):
        table.add_column(name, overflow="fold")
    for line in result["summary"]:
        mark = Text("✓", style="green") if line["passed"] else Text("✗", style="bold red")
        table.add_row(mark, Text(line["asked"]), Text(line["happened"]))
    screen.print("")
    screen.print(table)
    if not result["as_told"] and (result["longest_pause_s"] or 0.0) > TROUBLE_S:
        screen.print(_HELD_UP.format(**result), style="yellow")
    screen.print("\n[b green]As told.[/]" if result["as_told"] else "\n[b red]Not as told.[/]", f"Report: {result['report']}")
