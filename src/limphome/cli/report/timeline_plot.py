"""Modes, faults, causes, speed and the metrics that moved, over one axis of time."""

from typing import Any, List, Sequence, Tuple

import numpy as np

from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.palette import FAULT, MODE

_CAUSE_COLOUR = {"none": "none", "unknown": "#8a94a0"}
_RIGHT_COLOUR = "#3a6ea5"
_SILENCE_S = 0.5
_MODE_ROW = 1
_LETTER = 0.0075
"""Width of a letter, as a share of the axis: a text that does not fit into its band stands behind it."""


def draw_bands(axes: Any, log: DriveLog) -> None:
    """Three bands: what was wrong (truth), the mode, the best cause that diagnosis gave."""
    end_s = log.duration_s
    for fault in log.faults:
        until_s = min(fault.end_s, end_s)
        _band(axes, log, 2, fault.start_s, until_s, FAULT, fault.name)
    for change, until_s in zip(log.modes, [*(c.time_s for c in log.modes[1:]), end_s]):
        _band(axes, log, _MODE_ROW, change.time_s, until_s, MODE[change.mode], change.mode.name)
    for start_s, until_s, name in cause_spans(log):
        if name != "none":
            _band(axes, log, 0, start_s, until_s, _CAUSE_COLOUR.get(name, _RIGHT_COLOUR), name)
    axes.set_yticks([2, 1, 0], ["fault", "mode", "named cause"])
    axes.set_ylim(-0.5, 2.5)
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)


def cause_spans(log: DriveLog) -> List[Tuple[float, float, str]]:
    """(from, to, name of the best cause), neighbours of one name joined."""
    spans: List[Tuple[float, float, str]] = []
    ends = [*(diagnosis.time_s for diagnosis in log.diagnoses[1:]), log.duration_s]
    for diagnosis, until_s in zip(log.diagnoses, ends):
        if spans and spans[-1][2] == diagnosis.best.fault:
            spans[-1] = (spans[-1][0], until_s, spans[-1][2])
        else:
            spans.append((diagnosis.time_s, until_s, diagnosis.best.fault))
    return spans


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
    rows = figure.subplots(2 + len(metrics), 1, sharex=True, height_ratios=[1.7, 1.0, *([0.8] * len(metrics))])
    draw_bands(rows[0], log)
    draw_speed(rows[1], log, ink)
    for axes, name in zip(rows[2:], metrics):
        draw_metric(axes, log, name, ink)
    rows[0].set_xlim(0, max(log.duration_s, 1.0))
    rows[-1].set_xlabel("time [s]")


def _band(axes: Any, log: DriveLog, row: int, start_s: float, end_s: float, colour: str, text: str) -> None:
    axes.broken_barh([(start_s, end_s - start_s)], (row - 0.36, 0.72), color=colour, lw=0)
    if end_s - start_s > _LETTER * len(text) * log.duration_s:
        axes.text((start_s + end_s) / 2, row, text, ha="center", va="center", fontsize=7, color="white", clip_on=True)
    elif row != _MODE_ROW:  # modes are told by their colour
        axes.text(end_s, row, f" {text}", ha="left", va="center", fontsize=7, clip_on=True)


def _finish(axes: Any, log: DriveLog) -> None:
    for fault in log.faults:
        axes.axvspan(fault.start_s, min(fault.end_s, log.duration_s), color=FAULT, alpha=0.12, lw=0)
    axes.grid(axis="y")
    axes.margins(y=0.15)
    axes.locator_params(axis="y", nbins=3)
