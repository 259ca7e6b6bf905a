"""``limphome model audit``: the release gate."""

from datetime import date
from pathlib import Path
from typing import Any, Optional, Tuple

import typer

from limphome.cli import exit_status
from limphome.cli.model_bars import Bars
from limphome.cli.model_options import CACHE, MODEL, find_model
from limphome.cli.output import JSON, console, emit
from limphome.core import LimphomeError


def audit_command(
    model: str = MODEL,
    quick: bool = typer.Option(
        False, "--quick", help="Leave out what takes long: training, fitting again, drawing again. No pass for a robot."
    ),
    frames: int = typer.Option(1000, min=32, help="Held-out frames that are measured on."),
    data: Optional[Path] = typer.Option(
        None, help="Data folder that the network was trained on, where it was trained with --data."
    ),
    previous: Optional[str] = typer.Option(None, help="Name or folder of the release before, for the way back."),
    bounds: Optional[Path] = typer.Option(None, help="YAML with other bounds, see docs/evaluation.md."),
    runs: Path = typer.Option(Path("runs"), help="Where the records of trainings are."),
    write: bool = typer.Option(True, help="Leave audit.json and audit.md in the model folder; a robot asks the first."),
    cache: Path = CACHE,
    json: bool = JSON,
) -> int:
    """Judge a network before it is released. Exit status 3 when a check failed, for which a robot refuses the network, or
    when an essential one could not run: a robot loads that network and warns."""
    from limphome.learning.audit.audit_job import AuditJob
    from limphome.learning.audit.bounds import AuditBounds
    from limphome.learning.data.origin import check_data
    from limphome.perception.manifest import Manifest
    from limphome.resources.config import load_config

    folder, before = find_model(model), find_model(previous) if previous else None
    check_data(Manifest.load(folder), data)
    limits = load_config(AuditBounds, bounds) if bounds else AuditBounds()
    job = AuditJob(folder, cache, runs, date.today(), frames, before, limits, data)
    from limphome.learning.audit.gate import audit  # a missing package comes after what the user can mend
    from limphome.learning.audit.subject import Subject

    with Bars(json) as bars:
        report = audit(Subject(job, bars), quick, bars.tell)
    passed_before, not_asked_again = _before(folder, report)
    if not_asked_again:
        bars.tell(f"audit.json stays: these files failed {', '.join(not_asked_again)}, which did not run this time")
    elif passed_before and not report.failed and (report.quick or report.missing):
        bars.tell("audit.json stays: these files passed the whole audit, which says more than this one")
    elif write:
        report.write(folder)
    emit(report.as_dict(), json, lambda: _print(report))
    return exit_status.RAN if report.passed and not not_asked_again else exit_status.VERDICT_FAILED


def _before(folder: Path, report: Any) -> Tuple[bool, Tuple[str, ...]]:
    """Whether the record that is there vouches for these files, and which checks failed in it that the new audit left out."""
    from limphome.perception.audit_record import FAILED, read_audit

    try:
        record = read_audit(folder)
    except LimphomeError:  # a broken record is written anew
        return False, ()
    failed = record.failed if record.state == FAILED else ()
    return record.vouches, tuple(name for name in failed if name in report.skipped)


def _print(report: Any) -> None:
    colour = "red" if report.failed else "yellow" if report.quick or report.missing else "green"
    verdict = f"[{colour}]{report.verdict}[/]" + (f": {', '.join(report.failed)}" if report.failed else "")
    scores = ", ".join(f"{name} {value}" for name, value in report.section_scores.items())
    console(False).print(f"{report.model} {verdict}; score {report.score}, the lowest of {scores}", soft_wrap=True)
    if report.missing:
        console(False).print(f"did not run, and are essential: {', '.join(report.missing)}", soft_wrap=True)
    if report.skipped:
        console(False).print(f"not run: {', '.join(report.skipped)}", soft_wrap=True)
