"""Figures of a network for people."""

from typing import Any, Dict, Tuple

from limphome.cli.output import console


def print_figures(evaluation: Dict[str, Any]) -> None:
    """A table, a row for each file."""
    from rich.table import Table

    table = Table("file", "mAP 50", "mAP 50:95", "person recall", "at score", "false per 1000 frames")
    for name, f in evaluation.items():
        table.add_row(name, f"{f['map50']:.4f}", f"{f['map50_95']:.4f}", *_persons(f))
    screen = console(False)
    screen.print(table)
    first = next(iter(evaluation.values()))
    if first["persons"] is None:
        screen.print("no class is called person: nothing is said of persons")
    if "left_out" in first:
        screen.print(f"left out, as the network has no such class: {', '.join(first['left_out'])}")


def _persons(figures: Dict[str, Any]) -> Tuple[str, ...]:
    """Recall, its score, false persons; dashes where no class is called person."""
    if figures["persons"] is None:
        return ("-",) * 3
    low, high = figures["recall_ci95"]
    recall = f"{figures['person_recall_0p5_8m']:.4f} ({low:.4f} to {high:.4f})"
    return recall, f"{figures['person_threshold']:.3f}", f"{figures['false_person_per_1000_frames']:.2f}"
