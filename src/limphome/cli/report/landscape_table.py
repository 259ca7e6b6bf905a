"""The table of a landscape, as Markdown that is read in a terminal too."""

from typing import Any, Dict, List, Mapping, Optional, Sequence

from limphome.cli.conditions_line import machine_text, pace_text

COLUMNS = ("front", "candidate", "mAP 50:95", "ms", "p99", "network CPU ms", "frames/s", "mJ a frame", "MB", "ready s")


def landscape_markdown(result: Mapping[str, Any]) -> str:
    """Table of all candidates, the front first, with what they are, under which conditions, and what is missing."""
    rows = sorted(result["rows"], key=lambda row: (not row["front"], row["latency_ms"]["whole_median"]))
    head = [f"Accuracy: {result['accuracy_of']}.", _conditions(result), *_missing(result)]
    lines = [*head, "", *_table([_cells(row) for row in rows]), ""]
    return "\n".join([*lines, *_search(result["search"])]) + "\n"


def _conditions(result: Mapping[str, Any]) -> str:
    """The machine, and each power mode with its clocks, which were read once for all rows of it."""
    paces = dict.fromkeys(pace_text(row) for row in result["rows"])
    return f"Measured on {machine_text(result['conditions'])}; {'; '.join(paces)}."


def _missing(result: Mapping[str, Any]) -> List[str]:
    lines = [f"The front weighs {', '.join(result['objectives'])}."]
    lines += [f"Left out: {name} ({why})." for name, why in result["left_out"].items()]
    lines += [f"Energy: {result['energy_reason']}."] if result["energy_reason"] else []
    lines += [_broken(row) for row in result["rows"] if row["accuracy"].get("not_finite")]
    return lines + [f"Does not run: {label}: {why}" for label, why in result["refused"].items()]


def _broken(row: Mapping[str, Any]) -> str:
    accuracy = row["accuracy"]
    counted = f"{accuracy['not_finite']} of {accuracy['frames']} frames"
    return f"Not finite: {row['label']} in {counted}: errors on a robot, which its mAP does not know of."


def _cells(row: Mapping[str, Any]) -> List[str]:
    ms = row["latency_ms"]
    return [
        "*" if row["front"] else "",
        row["label"],
        f"{row['accuracy']['map50_95']:.3f}",
        f"{ms['whole_median']:.2f}",
        f"{ms['whole_p99']:.2f}",
        f"{row['network_cpu_ms']:.2f}",
        f"{row['throughput_fps']:.0f}",
        _number(row["energy_j"], 1e3),
        _number(row["memory_mb"], 1.0),
        _number(row["start_up_s"], 1.0),
    ]


def _number(value: Optional[float], scale: float) -> str:
    return "-" if value is None else f"{scale * value:.2f}"


def _table(rows: Sequence[Sequence[str]]) -> List[str]:
    widths = [max(len(row[column]) for row in (COLUMNS, *rows)) for column in range(len(COLUMNS))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in (COLUMNS, *rows)]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]


def _search(search: Dict[str, Any]) -> List[str]:
    if search["kind"] == "live":
        by = ", ".join(search["objectives"])
        return [f"A search by {by} chose {search['measured']} of {search['grid_points']} points."]
    lines = [f"Measurements until a share of the hypervolume is reached ({search['kind']}, {search['points']} points, "]
    lines[0] += f"median of {search['seeds']} seeds):"
    for name, reached in search["measurements"].items():
        told = ", ".join(f"{level}: {'never' if count is None else f'{count:g}'}" for level, count in reached.items())
        lines.append(f"- {name}: {told}")
    return lines
