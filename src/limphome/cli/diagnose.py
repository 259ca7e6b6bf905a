"""``limphome diagnose``: fit the diagnosis, and say how good it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional

import typer

from limphome.cli.output import JSON, console, emit
from limphome.cli.verb_app import verb_app
from limphome.core import LimphomeError

app = verb_app(no_args_is_help=True, help="Fit the diagnosis on recorded runs, and say how good it is.")

_TELEMETRY = typer.Option(Path("runs/diagnosis"), "--telemetry", help="Folder of recorded runs; what is there is not run again.")
_MODEL = typer.Option(None, "--model", help="Folder or file of the model; left out: models/diagnosis.")
_PROCESSES = typer.Option(1, "--processes", min=1, max=64, help="Runs recorded at a time, one core each.")
_FIT_RUNS = "with --never-seen the runs of a fit: limphome diagnose fit --telemetry FOLDER --model NEW_FILE records them"
_RUNS_OF_EACH = "Runs of each fault, target, severity and scenario."
_REPEATS = typer.Option(3, "--repeats", min=0, help=_RUNS_OF_EACH)
_NOMINAL = typer.Option(40, "--nominal", min=0, help="Runs without a fault, 60 s each.")


@app.command("fit", epilog="Example: limphome diagnose fit --repeats 3 --processes 2")
def fit_model(
    telemetry: Path = _TELEMETRY,
    model: Optional[Path] = typer.Option(
        None, "--model", help="File to write, or a folder that is there; left out: model.json in the folder of the telemetry."
    ),
    repeats: int = typer.Option(3, "--repeats", min=1, help=_RUNS_OF_EACH),
    nominal: int = _NOMINAL,
    processes: int = _PROCESSES,
    recordings: Optional[List[Path]] = typer.Option(
        None, "--recording", help="MCAP of a drive over ROS in which nothing broke: its timing is normal too. Repeatable."
    ),
    least_score: float = typer.Option(
        1.0,
        "--least-score",
        min=1.0,
        help="The incident score is no lower: a higher one makes fewer false incidents, and none of weak faults.",
    ),
    as_json: bool = JSON,
) -> None:
    """Record the fitting runs that are missing, and fit the model that the robot diagnoses with.

    Faults are injected at severities 2 and 4 in two scenarios; the other severities and scenarios are for ``evaluate``.
    """
    from limphome.diagnosis.fit import FEWEST_NOMINAL, fit
    from limphome.diagnosis.model_file import FILE_NAME, save_model
    from limphome.diagnosis.recording import nominal_run
    from limphome.resources.user_path import need_new_file

    path = model or telemetry / FILE_NAME
    need_new_file(path / FILE_NAME if path.is_dir() else path, "--model with a folder that is there, or a file")
    if nominal + len(recordings or ()) < FEWEST_NOMINAL:
        raise LimphomeError(f"{nominal} nominal runs", "--nominal", f"{FEWEST_NOMINAL} or more, recordings included")
    over_ros = [nominal_run(recording) for recording in recordings or ()]
    fitted = fit([*over_ros, *_Campaign(telemetry, repeats, nominal, processes, as_json).runs("fit")], least_score=least_score)
    save_model(fitted, path)
    result = {"model": str(path), "labels": len(fitted.naming.labels), "metrics": len(fitted.normal.names), **fitted.fitted_on}
    emit(result, as_json, lambda: _show(result))


@app.command(epilog="Example: limphome diagnose widen --recording runs/DRIVE/recording.mcap --out my_diagnosis.json")
def widen(
    recordings: List[Path] = typer.Option(
        ..., "--recording", help="MCAP of a drive over ROS in which nothing broke; the more of them the better. Repeatable."
    ),
    out: Path = typer.Option(..., "--out", help="File to write, or a folder that is there."),
    model: Optional[Path] = _MODEL,
    as_json: bool = JSON,
) -> None:
    """Take for normal what drives on this machine reached, in seconds and without driving again.

    For another machine with the same robot and our pilot; for another robot or pilot, fit. Names stay as they were.
    """
    from limphome.diagnosis.model_file import FILE_NAME, load_model, save_model
    from limphome.diagnosis.recording import nominal_run
    from limphome.diagnosis.widen import room, widened_model
    from limphome.resources.user_path import need_new_file

    path = out / FILE_NAME if out.is_dir() else out
    need_new_file(path, "--out with a folder that is there, or a file")
    before = load_model(model or _default_model())
    after = widened_model(before, [nominal_run(recording) for recording in recordings])
    save_model(after, path)
    result = {"model": str(path), "drives": len(recordings), "room": room(before.normal, after.normal)}
    emit(result, as_json, lambda: _show_room(result))


@app.command(epilog="Example: limphome diagnose evaluate --repeats 2 --never-seen --markdown tables.md")
def evaluate(
    telemetry: Path = _TELEMETRY,
    model: Optional[Path] = _MODEL,
    repeats: int = _REPEATS,
    nominal: int = _NOMINAL,
    processes: int = _PROCESSES,
    never_seen: bool = typer.Option(False, "--never-seen", help="Fit again without each kind, and see what is said of it."),
    synthetic: bool = typer.Option(False, "--synthetic", help="Made-up pipelines instead of runs; needs no simulator."),
    recordings: Optional[List[Path]] = typer.Option(
        None,
        "--recording",
        help="MCAP of a drive over ROS with a fault, two or none, to judge by instead of lockstep. Repeatable.",
    ),
    markdown: Optional[Path] = typer.Option(None, "--markdown", help="Write the tables to this file."),
    as_json: bool = JSON,
) -> None:
    """Record the test runs that are missing, replay them through the engine, and compare with what was injected.

    Severities 1, 3 and 5 in scenarios in which no fault was fitted, nominal runs, and runs with two faults.
    """
    from limphome.diagnosis import tables
    from limphome.resources.user_path import need_new_file

    if markdown is not None:
        need_new_file(markdown, "--markdown with a file to write")
    if synthetic:
        figures = _synthetic()
        text = "\n\n".join(f"{name}:\n\n{tables.components(rows)}" for name, rows in figures.items()) + "\n"
    else:
        campaign = _Campaign(telemetry, repeats, nominal, processes, as_json)
        figures = _figures(campaign, recordings or [], model or _default_model(), never_seen)
        text = tables.markdown(figures)
    if markdown is not None:
        markdown.parent.mkdir(parents=True, exist_ok=True)
        markdown.write_text(text, encoding="utf-8")
    emit(figures, as_json, lambda: print(text, end=""))


def _default_model() -> Path:
    from limphome.resources import share_dir

    return share_dir() / "models" / "diagnosis"


@dataclass(frozen=True)
class _Campaign:
    """Runs that lie in a folder or are recorded into it: so many of each fault, so many without; so many at a time."""

    telemetry: Path
    repeats: int
    nominal: int
    processes: int
    quiet: bool

    def runs(self, purpose: str) -> List[Any]:
        """The runs of a plan, recorded now where they are missing."""
        from rich.progress import track

        from limphome.diagnosis.recorded_run import RecordedRun
        from limphome.resources.user_path import need_new_folder

        need_new_folder(self.telemetry, "--telemetry with a folder, new or there")
        from limphome.simulation.telemetry_campaign import is_recorded, plan, record

        requests = plan(purpose, self.repeats, self.nominal)
        folder = self.telemetry / purpose
        missing = sum(not is_recorded(request, folder) for request in requests)
        recording = record(requests, folder, self.processes)
        for _ in track(
            recording, f"recording {missing} runs", total=missing, console=console(True), disable=self.quiet or not missing
        ):
            pass
        return [RecordedRun.load(folder / f"{request.name}.npz") for request in requests]


def _figures(campaign: _Campaign, recordings: List[Path], path: Path, unseen: bool) -> Dict[str, Any]:
    from limphome.diagnosis.evaluate import evaluate as evaluate_outcomes
    from limphome.diagnosis.model_file import load_model
    from limphome.diagnosis.never_seen import never_seen
    from limphome.diagnosis.outcome import diagnose_run
    from limphome.diagnosis.recorded_run import load_runs
    from limphome.simulation.recorded_drive import recorded_drive

    fitted, seen = load_model(path), load_runs(campaign.telemetry / "fit", _FIT_RUNS) if unseen else ()
    runs = [recorded_drive(recording) for recording in recordings] or campaign.runs("test")
    classes = [frozenset((fault, component) for fault, component in group) for group in fitted.fitted_on.get("classes", [])]
    figures = evaluate_outcomes([diagnose_run(fitted, run) for run in runs], classes)
    if unseen:
        kinds = sorted({fault for fault, component in fitted.naming.labels if component})
        figures["never_seen"] = never_seen(seen, runs, kinds)
    return {"model": str(path), "fitted_on": fitted.fitted_on, **figures}


def _synthetic() -> Dict[str, Any]:
    from limphome.diagnosis.synthetic_trial import synthetic_trial

    return {
        "all feeds declared": synthetic_trial(),
        "30 % of the feeds not declared": synthetic_trial(missing_edges=0.3),
        "the broken component does not show the fault": synthetic_trial(hide_root=True),
    }


def _show_room(result: Dict[str, Any]) -> None:
    for name, ratio in list(result["room"].items())[:8]:
        print(f"{name:32s} may now be {ratio:.2f} times as far from normal")
    print(f"{len(result['room'])} metrics got more room from {result['drives']} drives")
    print(result["model"])


def _show(result: Dict[str, Any]) -> None:
    print(f"fitted on {result['runs']} runs, {result['nominal_runs']} of them without a fault ({result['nominal_s']:g} s)")
    print(f"{result['labels']} answers from {result['metrics']} metrics; {len(result['classes'])} groups of them look alike")
    print(result["model"])
