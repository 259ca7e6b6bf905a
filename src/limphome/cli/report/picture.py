"""One picture of a drive: map above, timeline below."""

from typing import Any

from limphome.cli.report.drawing import draw_png, new_figure
from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.map_plot import draw_map
from limphome.cli.report.moved_metrics import moved_metrics
from limphome.cli.report.palette import FAINT, INK, PLAIN
from limphome.cli.report.timeline_plot import draw_timeline


def draw_picture(title: str, log: DriveLog) -> bytes:
    """PNG of the driven path coloured by mode, the persons, and the timeline."""
    metrics = moved_metrics(log, count=3)

    def draw() -> Any:
        figure = new_figure((9.0, 8.6 + 0.7 * len(metrics)))
        above, below = figure.subfigures(2, 1, height_ratios=[5.4, 3.0 + 0.7 * len(metrics)])
        above.suptitle(title, fontsize=11, parse_math=False)  # a name is text: "$" in it is no formula
        draw_map(above.subplots(), log, PLAIN[INK], PLAIN[FAINT])
        draw_timeline(below, log, metrics, PLAIN[INK])
        return figure

    return draw_png(draw, PLAIN)
