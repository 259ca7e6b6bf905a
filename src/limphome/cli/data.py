"""``limphome data``: make, take over, look at and check data to learn from."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

import typer

from limphome.cli import exit_status
from limphome.cli.output import JSON, console, emit
from limphome.cli.verb_app import verb_app

app = verb_app(help="Make, import, show and check pictures with boxes.", no_args_is_help=True)
FOLDER = typer.Argument(help="Folder with pictures and labels: ours, COCO or YOLO.")
SHOWN = 10  # findings of one check on the screen; --json has all


@app.command("make", epilog="Example: limphome data make --out runs/data/yard --frames 4000 --worlds 60")
def make_command(
    out: Path = typer.Option(..., help="New folder to write."),
    frames: int = typer.Option(1000, min=1, help="Pictures to render."),
    worlds: int = typer.Option(20, min=1, help="Random yards that they are taken in."),
    split: str = typer.Option("all", help="train, validation or held_out; all: 70, 15 and 15 % of the worlds."),
    seed: int = typer.Option(0, min=0, help="Another seed takes other worlds. The same seed gives the same bytes."),
    processes: int = typer.Option(2, min=1, max=64, help="That render beside each other; the result is the same."),
    json: bool = JSON,
) -> None:
    """Render labelled pictures of random yards. The worlds of the splits are never the same."""
    from limphome.learning.data.rendered_data import jobs_of, make_data

    jobs = jobs_of(split, frames, worlds, seed, processes)
    with _bar(json) as show:
        card = make_data(out, jobs, lambda done: show("render", done, frames))
    _emit_card(out, card, json)


@app.command(
    "import",
    epilog="Example: limphome data import my_coco --out runs/data/mine --world '(.*)_'"
    " --split-by-world train=70,validation=15,held_out=15",
)
def import_command(
    source: Path = typer.Argument(help="COCO folder, YOLO folder or MCAP recording."),
    out: Path = typer.Option(..., help="New folder to write."),
    split: str = typer.Option("", help="Name of the one split of all pictures; without it the source's splits are kept."),
    split_by_world: str = typer.Option("", help="Deal whole worlds: train=70,validation=15,held_out=15."),
    world: str = typer.Option("", help="Place or drive of a picture: a regular expression on its name, or 'folder'."),
    seed: int = typer.Option(0, min=0, help="Of the dealing."),
    drop_bad: bool = typer.Option(False, help="Leave out broken entries, and list them in the card."),
    topic: str = typer.Option("", help="Of a recording, when it has several topics with pictures."),
    every: float = typer.Option(1.0, min=0, help="Time between two pictures of a recording [s]."),
    classes: str = typer.Option("", help="Classes that a recording will be labelled with: person,cone,crate."),
    json: bool = JSON,
) -> None:
    """Take over labelled pictures, or pictures to be labelled, into a folder with COCO files, list and card."""
    from limphome.learning.data.import_options import ImportOptions, parse_shares
    from limphome.learning.data.imported_data import import_data
    from limphome.learning.data.picture_set import split_name

    given: Dict[str, Any] = {
        "split": split_name(split),
        "world": world,
        "seed": seed,
        "drop_bad": drop_bad,
        "topic": topic,
        "every_s": every,
    }
    if split_by_world:
        given["shares"] = parse_shares(split_by_world)
    if classes:
        given["classes"] = tuple(name.strip() for name in classes.split(",") if name.strip())
    with _bar(json) as show:
        card = import_data(source, out, ImportOptions(**given), lambda done, total: show("import", done, total))
    _emit_card(out, card, json)


@app.command("show", epilog="Example: limphome data show runs/data/yard --split held_out --class person --out people.png")
def show_command(
    folder: Path = FOLDER,
    out: Path = typer.Option(Path("contact_sheet.png"), help="Picture to write: .png or .jpg."),
    split: str = typer.Option("", help="Only this split."),
    class_name: str = typer.Option("", "--class", help="Only pictures that show this class."),
    count: int = typer.Option(24, min=1, max=400, help="How many pictures."),
    columns: int = typer.Option(6, min=1, max=20, help="Side by side."),
    seed: int = typer.Option(0, min=0, help="Which pictures."),
    json: bool = JSON,
) -> None:
    """Write a sheet of random pictures with their boxes."""
    from limphome.learning.data.contact_sheet import SheetChoice, write_sheet

    names = write_sheet(folder, out, SheetChoice(split, class_name, count, columns, seed))
    result = {"sheet": str(out), "pictures": names}
    emit(result, json, lambda: console(json).print(f"{out}: {len(names)} pictures"))


@app.command(
    "check", epilog="Example: limphome data check runs/data/yard --against runs/data/old --apart-from runs/data/held_out"
)
def check_command(
    folder: Path = FOLDER,
    against: Optional[Path] = typer.Option(None, help="Data set that this one should be like: finds drift."),
    apart_from: Optional[List[Path]] = typer.Option(None, help="Data set that this one must share nothing with. Repeatable."),
    bounds: Optional[Path] = typer.Option(None, help="YAML with other bounds, see docs/data.md."),
    sheet: Optional[Path] = typer.Option(None, help="Write a sheet of the pictures that were named."),
    seed: int = typer.Option(0, min=0, help="Of the test for drift."),
    json: bool = JSON,
) -> int:
    """Find what is wrong with a data set, and name each file. Exit status 3 when a check failed."""
    from limphome.learning.data.checks.bounds import CheckBounds
    from limphome.learning.data.checks.report import check_data
    from limphome.learning.data.contact_sheet import need_sheet_name, write_sheet_of
    from limphome.resources.config import load_config

    if sheet:
        need_sheet_name(sheet)
    limits = load_config(CheckBounds, bounds) if bounds else CheckBounds()
    with _bar(json) as show:
        report = check_data(folder, show, against, apart_from or (), limits, seed)
    if sheet:
        write_sheet_of(folder, sheet, [finding.file for finding in report.findings])
    emit(report.as_dict(), json, lambda: _print_report(report))
    return exit_status.RAN if report.passed else exit_status.VERDICT_FAILED


@app.command("export", epilog="Example: limphome data export runs/data/yard --out yard_yolo")
def export_command(folder: Path = FOLDER, out: Path = typer.Option(..., help="New folder to write."), json: bool = JSON) -> None:
    """Write a data set as a YOLO folder: data.yaml, images, labels."""
    from limphome.learning.data.yolo_writer import export_yolo

    count, left_out = export_yolo(folder, out)
    hidden = f", without {left_out} labels of things that are hidden or a crowd" if left_out else ""
    text = f"{out}: {count} pictures{hidden}"
    emit({"data": str(out), "pictures": count, "left_out": left_out}, json, lambda: console(json).print(text))


def _emit_card(out: Path, card: Dict[str, Any], json: bool) -> None:
    from limphome.learning.data.data_card import card_text

    emit({"data": str(out), **card}, json, lambda: print(card_text(str(out), card), end=""))


def _print_report(report: Any) -> None:
    colours = {"passed": "green", "failed": "red", "skipped": "yellow"}
    screen = console(False)
    for result in report.results:
        screen.print(f"[{colours[result.status]}]{result.status:8}[/] {result.name:12}", end="")
        screen.print(result.summary, markup=False, soft_wrap=True)
        for finding in result.findings[:SHOWN]:
            screen.print(f"         {finding}", markup=False, soft_wrap=True)
        if len(result.findings) > SHOWN:
            screen.print(f"         and {len(result.findings) - SHOWN} more; --json has all")


@contextmanager
def _bar(as_json: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Progress bars on stderr; gives the function to call with (what, done, total), total 0 where nobody knows."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(True), transient=True, disable=as_json) as bars:
        tasks: Dict[str, Any] = {}

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total or None)
            bars.update(tasks[name], completed=done)

        yield show
