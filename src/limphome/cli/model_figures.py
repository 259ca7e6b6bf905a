"""Figures of a network for people."""

from typing import Any, Dict

from limphome.cli.output import console


def print_figures(evaluation: Dict[str, Any]) -> None:
    """A table, a row for each file."""
    from rich.table import Table

    table = Table("file", "mAP 50", "mAP 50:95", "person recall", "at score", "false per 1000 frames")
    for name, f in evaluation.items():
        low, high = f["recall_ci95"]
        recall = f"{f['person_recall_0p5_8m']:.4f} ({low:.4f} to {high:.4f})"
        cells = (f"{f['map50']:.4f}", f"{f['map50_95']:.4f}", recall, f"{f['person_threshold']:.3f}")
        table.add_row(name, *cells, f"{f['false_person_per_1000_frames']:.2f}")
    console(False).print(table)
