"""`limphome up`: the nodes as processes, for machines without `ros2 launch`."""

import shutil
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Dict, List, Optional

import typer

from limphome.cli.model_options import find_model
from limphome.cli.output import JSON, console, emit
from limphome.cli.run_lines import driven_line
from limphome.cli.verb_app import verb_app
from limphome.core import LimphomeError

app = verb_app()


@app.command(epilog="Example: limphome up --scenario crossing_person --fault camera.freeze:3@20+10")
def up(
    scenario: str = typer.Option("clear_route", help="Name in config/scenarios, or path of a scenario file."),
    seed: int = typer.Option(0, min=0, max=2**31, help="Of world, sensors, persons and faults."),
    armed: bool = typer.Option(False, "--armed", help="Start fault relay and commander, and let nodes be damaged."),
    fault: Optional[List[str]] = typer.Option(
        None, help="Set on start (implies --armed), as limphome run takes it: camera.freeze:3@4+10. May be repeated."
    ),
    simulator: bool = typer.Option(
        True, help="Start the embedded simulator; without it a robot stands in its place (Gazebo: its launch file)."
    ),
    stepped: bool = typer.Option(
        False, "--stepped", help="Simulated time waits for every node's answer: the same run each time, not in real time."
    ),
    pilot: bool = typer.Option(True, help="Start our pilot; without it yours speaks on cmd_vel_nominal."),
    model: str = typer.Option("", help="The network that looks: a name from models/perception, or a model folder."),
    camera: str = typer.Option("", help="Device, video, folder or recording for our camera node; empty: a driver's node."),
    remap: Optional[List[str]] = typer.Option(None, help="A topic's name on this robot: scan:=/front/scan. May be repeated."),
    record: bool = typer.Option(True, help="Record every topic into recording.mcap."),
    parameters: Optional[Path] = typer.Option(None, exists=True, dir_okay=False, help="A ROS parameter file for the nodes."),
    duration: Optional[float] = typer.Option(None, min=0.1, help="End after so many seconds; without it on Ctrl-C."),
    runs: Path = typer.Option(Path("runs"), help="Folder of all runs."),
    as_json: bool = JSON,
) -> None:
    """Start the nodes, bring them up, watch them, and end them on Ctrl-C.

    A node that dies is started again; one that dies too often stays down, and the robot stays stopped.
    """
    from limphome.core import FaultSpec
    from limphome.faults.fault_kind import ROS
    from limphome.faults.table import check
    from limphome.simulation.scenario import load_scenario

    faults = tuple(str(check(FaultSpec.parse(text, seed), ROS)) for text in fault or ())
    network = str(find_model(model).resolve()) if model else ""
    if simulator:
        load_scenario(scenario)  # the simulator would refuse it too, when all nodes have been started
    from limphome.nodes.node_list import SystemOptions  # a missing ROS comes after what the user can mend
    from limphome.nodes.parameter_check import check_parameters
    from limphome.resources.run_folder import RunFolder

    options = SystemOptions(
        scenario=scenario,
        seed=seed,
        simulator=simulator,
        use_sim_time=simulator,
        armed=armed or bool(faults),
        pilot=pilot,
        camera=camera,
        model=network,
        remap=tuple(remap or ()),
        stepped=stepped,
        faults=faults,
        parameters_file=str(parameters.resolve()) if parameters else "",
    )
    for note in check_parameters(options):
        console(as_json).print(f"note: {note}", markup=False, soft_wrap=True)
    folder = RunFolder.create("up", datetime.now(), runs)
    try:
        result = _watch(options, folder.path, record, duration, console(as_json))
    finally:
        folder.remove_if_empty()
    left = folder.path.exists()
    told = f"done: {folder.path}" if left else "ended before any node was started"
    lines = "\n".join(filter(None, (driven_line(result.get("truth") or {}), told)))
    emit({**result, "folder": str(folder.path) if left else None}, as_json, lambda: console(False).print(lines, soft_wrap=True))


def _watch(options: Any, folder: Path, record: bool, duration_s: Optional[float], out: Any) -> Dict[str, Any]:
    """Start the nodes, watch them until the end, and end them; what happened."""
    from limphome.nodes.live_view import LiveView
    from limphome.nodes.system import System

    recording = str((folder / "recording.mcap").resolve()) if record else ""
    tell = partial(out.print, markup=False, soft_wrap=True)  # a fault's target stands in brackets
    system = System(replace(options, recording=recording), folder, one_machine=options.simulator, tell=tell, to_the_end=True)
    worth_it = True
    try:
        view = LiveView(system.node, tell, options.simulator)
        if system.start():
            out.print(f"{len(system.starter.processes)} processes, logs in {folder / 'log'}")
            if system.wait_ready():
                out.print("all nodes are active; Ctrl-C ends them")
                system.spin(duration_s if duration_s is not None else float("inf"))
    except LimphomeError as error:
        worth_it = system.is_ready or str(folder) in str(error)  # else all that its logs hold was told
        raise
    finally:
        out.print("ending the nodes")
        system.stop()
        if not worth_it:
            shutil.rmtree(folder)
    return dict(view.summary())
