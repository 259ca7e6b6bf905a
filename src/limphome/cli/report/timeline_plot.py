"""Modes, faults, causes, speed and the metrics that moved, over one axis of time."""

from typing import Any, List, Optional, Sequence, Tuple

import numpy as np

from limphome.cli.report.band_labels import Label, place
from limphome.cli.report.drive_log import DriveLog, FaultSpan
from limphome.cli.report.named_causes import NamedCause, named_causes
from limphome.cli.report.palette import FAULT, MODE, OTHER_CAUSE, RIGHT_CAUSE

_SILENCE_S = 0.5
_LETTER_IN, _AXIS = 0.058, 0.84
"""Width of a letter, rounded up; share of the figure's width that the axis of time has."""
_LINE = 0.42
"""Height of a line of names under a lane, in lanes."""
_Band = Tuple[float, float, str, str]  # start, end [s], colour, name


def draw_bands(axes: Any, log: DriveLog, ink: str, width_in: float) -> None:
    """Lanes: what was wrong (truth; as many as there were faults at once), the mode, the best cause that diagnosis gave.

    Args:
        width_in: of the figure, for the width of the names.
    """
    end_s, letter_s = log.duration_s, _letter_s(log, width_in)
    until_s = [*(change.time_s for change in log.modes[1:]), end_s]
    modes = [(one.time_s, until, MODE[one.mode], one.mode.name) for one, until in zip(log.modes, until_s)]
    causes = _cause_bands(log)
    faults = fault_lanes(log)
    for row, lane in enumerate(faults, 2):
        bands = [(one.start_s, min(one.end_s, end_s), FAULT, one.name) for one in lane]
        _lane(axes, row, bands, _labels(bands, letter_s, end_s), ink)
    named = [label if label and label.inside else None for label in _labels(modes, letter_s, end_s)]
    _lane(axes, 1, modes, named, ink)  # the others are told by their colour
    _lane(axes, 0, causes, _labels(causes, letter_s, end_s), ink)
    axes.set_yticks(range(2 + len(faults)), ["named cause", "mode", *(["fault"] * len(faults))])
    axes.set_ylim(-0.5 - _LINE * lines_under(log, width_in), 1.5 + len(faults))
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)


def fault_lanes(log: DriveLog) -> List[List[FaultSpan]]:
    """The faults in lanes in which none lies over another; one empty lane without faults."""
    lanes: List[List[FaultSpan]] = [[]]
    for fault in sorted(log.faults, key=lambda one: one.start_s):
        free = next((lane for lane in lanes if not lane or lane[-1].end_s <= fault.start_s), None)
        if free is None:
            lanes.append([fault])
        else:
            free.append(fault)
    return lanes


def lines_under(log: DriveLog, width_in: float) -> int:
    """Lines of names under the lane of causes, in a figure of this width."""
    labels = _labels(_cause_bands(log), _letter_s(log, width_in), log.duration_s)
    return max((label.level for label in labels if label), default=0)


def _letter_s(log: DriveLog, width_in: float) -> float:
    """So many seconds are as wide as a letter."""
    return _LETTER_IN / (_AXIS * width_in) * log.duration_s


def _cause_bands(log: DriveLog) -> List[_Band]:
    return [(cause.start_s, cause.end_s, _cause_colour(cause, log), cause.fault) for cause in named_causes(log)]


def _cause_colour(cause: NamedCause, log: DriveLog) -> str:
    return RIGHT_CAUSE if any(cause.names(fault) for fault in log.faults) else OTHER_CAUSE


def _labels(bands: Sequence[_Band], letter_s: float, end_s: float) -> List[Optional[Label]]:
    widths = [letter_s * (len(name) + 1) for *_, name in bands]
    return place([(start_s, until_s) for start_s, until_s, *_ in bands], widths, end_s)


def draw_speed(axes: Any, log: DriveLog, ink: str) -> None:
    """The true speed."""
    axes.plot([p.time_s for p in log.track], [p.v_mps for p in log.track], color=ink, lw=1.1)
    axes.set_ylabel("speed\n[m/s]", rotation=0, ha="right", va="center", fontsize=8)
    _finish(axes, log)


def draw_metric(axes: Any, log: DriveLog, name: str, ink: str) -> None:
    """One row of telemetry."""
    times, values = log.metrics[name]
    silent = np.flatnonzero(np.diff(times) > _SILENCE_S) + 1  # a line must not bridge a silence
    axes.plot(np.insert(times, silent, np.nan), np.insert(values, silent, np.nan), color=ink, lw=0.9)
    component, _, metric = name.partition(".")
    axes.set_ylabel(f"{component}\n{metric}", rotation=0, ha="right", va="center", fontsize=8)
    _finish(axes, log)


def draw_timeline(figure: Any, log: DriveLog, metrics: Sequence[str], ink: str) -> None:
    """Fill a figure: bands on top, then speed, then ``metrics``."""
    width_in = figure.bbox.width / figure.dpi
    lanes = 1.7 + 0.57 * (_LINE * lines_under(log, width_in) + len(fault_lanes(log)) - 1)
    rows = figure.subplots(2 + len(metrics), 1, sharex=True, height_ratios=[lanes, 1.0, *([0.8] * len(metrics))])
    draw_bands(rows[0], log, ink, width_in)
    draw_speed(rows[1], log, ink)
    for axes, name in zip(rows[2:], metrics):
        draw_metric(axes, log, name, ink)
    rows[0].set_xlim(0, max(log.duration_s, 1.0))
    rows[-1].set_xlabel("time [s]")


def _lane(axes: Any, row: int, bands: Sequence[_Band], labels: Sequence[Optional[Label]], ink: str) -> None:
    """Bands side by side, and their names where they were placed."""
    for (start_s, end_s, colour, name), label in zip(bands, labels):
        axes.broken_barh([(start_s, end_s - start_s)], (row - 0.36, 0.72), color=colour, lw=0)
        if label is None:
            continue
        y = row - (0.36 + _LINE * (label.level - 0.4) if label.level else 0.0)
        if label.level == 1:  # a line to the second would cross the first
            axes.plot([start_s, start_s], [row - 0.36, y - 0.5 * _LINE], color=colour, lw=0.8)
        look = {"color": "white", "ha": "center"} if label.inside else {"color": ink, "ha": "left"}
        x, text = ((label.left + label.right) / 2, name) if label.inside else (label.left, f" {name}")
        axes.text(x, y, text, va="center", fontsize=7, clip_on=True, **look)


def _finish(axes: Any, log: DriveLog) -> None:
    for fault in log.faults:
        axes.axvspan(fault.start_s, min(fault.end_s, log.duration_s), color=FAULT, alpha=0.12, lw=0)
    axes.grid(axis="y")
    axes.margins(y=0.15)
    axes.locator_params(axis="y", nbins=3)
