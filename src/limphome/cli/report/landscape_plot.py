"""The picture of a landscape: accuracy against latency with its front, and how soon a search finds it."""

from typing import Any, List, Mapping, Sequence

from limphome.cli.report.drawing import draw_svg, new_figure
from limphome.cli.report.palette import FAINT, FAULT, INK, PLAIN

COLOURS = ("#1b9e9e", "#e69f00", "#d1495b", "#57b8ff")
PLACES = ((6, -12), (10, 6), (6, -22))
"""Where names stand beside their points [pt]."""
SEARCH = {"grid": "#9aa5b1", "random": "#e69f00", "search": "#1b9e9e"}


def landscape_svg(result: Mapping[str, Any]) -> str:
    """An SVG file that stands alone."""
    text = draw_svg("landscape", lambda: _draw(result))
    for stand_in, name in ((INK, "var(--ink)"), (FAINT, "var(--faint)")):
        text = text.replace(name, PLAIN[stand_in])
    return text.replace("var(--font)", "sans-serif")


def _draw(result: Mapping[str, Any]) -> Any:
    replayed = "curves" in result["search"]
    figure = new_figure((10.5, 4.2) if replayed else (6.0, 4.2))
    axes = figure.subplots(1, 2 if replayed else 1, squeeze=False)[0]
    _draw_points(axes[0], result["rows"])
    if replayed:
        _draw_search(axes[1], result["search"])
    return figure


def _draw_points(axes: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    kinds = sorted({_kind(row) for row in rows})
    for kind, colour in zip(kinds, COLOURS * len(kinds)):
        mine = [row for row in rows if _kind(row) == kind]
        sizes = [18 + 60 * _share(row, rows) for row in mine]
        axes.scatter([_ms(row) for row in mine], [_map(row) for row in mine], s=sizes, color=colour, alpha=0.75, label=kind)
    front = sorted((row for row in rows if row["front"]), key=_ms)
    axes.step([_ms(row) for row in front], [_map(row) for row in front], where="post", color=FAULT, lw=1.2, label="front")
    for row, place in zip(_ends(front), PLACES):
        axes.annotate(row["label"], (_ms(row), _map(row)), place, textcoords="offset points", fontsize=6)
    _scale_milliseconds(axes)
    axes.set_xlabel("frame to detections, median [ms]")
    axes.set_ylabel("mAP 50:95")
    axes.grid(True, which="both")
    axes.legend(frameon=False, fontsize=8, loc="lower right")


def _scale_milliseconds(axes: Any) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _draw_search(axes: Any, search: Mapping[str, Any]) -> None:
    for name, curve in search["curves"].items():
        count = range(1, len(curve["median"]) + 1)
        axes.plot(count, curve["median"], color=SEARCH[name], label=name)
        axes.fill_between(count, curve["low"], curve["high"], color=SEARCH[name], alpha=0.15, lw=0)
    axes.set_xlabel("candidates measured")
    axes.set_ylabel("share of the hypervolume")
    axes.set_ylim(0, 1.02)
    axes.grid(True)
    axes.legend(frameon=False, fontsize=8, loc="lower right")


def _kind(row: Mapping[str, Any]) -> str:
    return f"{row['candidate']['precision']} {row['candidate']['runtime']}"


def _share(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> float:
    """Area of a point: the memory of its candidate among all, where that was measured."""
    known = [one["memory_mb"] for one in rows if one["memory_mb"] is not None]
    return row["memory_mb"] / max(known) if known and row["memory_mb"] is not None else 0.3


def _ends(front: List[Mapping[str, Any]]) -> List[Mapping[str, Any]]:
    """Some of the front to name: the fastest, the middle, the best."""
    return [front[index] for index in sorted({0, len(front) // 2, len(front) - 1})] if front else []


def _ms(row: Mapping[str, Any]) -> float:
    return row["latency_ms"]["whole_median"]


def _map(row: Mapping[str, Any]) -> float:
    return row["accuracy"]["map50_95"]
