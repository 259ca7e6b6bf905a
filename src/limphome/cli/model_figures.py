"""Figures of a network for people."""

from pathlib import Path
from typing import Any, Dict, Iterator, List, Sequence, Tuple

from limphome.cli.output import console


def print_figures(evaluation: Dict[str, Any], notes: Sequence[str] = ()) -> None:
    """A table with two rows for each file: persons at the robot's threshold, and at the score that these frames would choose."""
    from rich.table import Table

    from limphome.learning.shared_classes import some_names

    table = Table("file", "mAP 50", "mAP 50:95", "persons at", "score", "recall", "false per 1000 frames")
    for name, f in evaluation.items():
        first, *more = _persons(f)
        table.add_row(name, f"{f['map50']:.4f}", f"{f['map50_95']:.4f}", *first)
        for row in more:
            table.add_row("", "", "", *row)
    screen = console(False)
    screen.print(table)
    first_file = next(iter(evaluation.values()))
    if first_file["persons"] is None:
        screen.print("no class is called person: nothing is said of persons")
    if "left_out" in first_file:
        screen.print(f"left out, as the network has no such class: {', '.join(first_file['left_out'])}")
    if "not_judged" in first_file:
        screen.print(f"not judged, as the frames label no such class: {some_names(first_file['not_judged'])}", soft_wrap=True)
    for name, f in evaluation.items():
        if "not_finite" in f:
            text = f"{name}: its answer is not finite in {f['not_finite']} of {f['frames']} frames, errors on the robot"
            screen.print(f"[yellow]{text}[/]", soft_wrap=True)
    for note in notes:
        screen.print(f"note: {note}", soft_wrap=True)


def figure_notes(folder: Path, evaluation: Dict[str, Any]) -> List[str]:
    """What the frames of a model's thresholds, and those of its figures, are too few to show."""
    from limphome.learning.few_frames import few_frames, few_validation_frames
    from limphome.perception.manifest import Manifest

    manifest, first = Manifest.load(folder), next(iter(evaluation.values()))
    held_out = [] if first["persons"] is None else few_frames(first["frames"], "held-out")
    return [*few_validation_frames(manifest.training, manifest.classes), *held_out]


def _persons(figures: Dict[str, Any]) -> Iterator[Tuple[str, ...]]:
    """Rows of what, score, recall, false persons; dashes where no class is called person."""
    if figures["persons"] is None:
        yield ("-",) * 4
        return
    yield _row("robot's threshold", figures["shipped"])
    yield _row("1 false in 1000 here", figures)


def _row(name: str, figures: Dict[str, Any]) -> Tuple[str, ...]:
    low, high = figures["recall_ci95"]
    recall = f"{figures['person_recall_0p5_8m']:.4f} ({low:.4f} to {high:.4f})"
    return name, f"{figures['person_threshold']:.3f}", recall, f"{figures['false_person_per_1000_frames']:.2f}"
