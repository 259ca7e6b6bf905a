"""The driven path on the map, coloured by mode."""

from typing import Any, Iterator, List, Tuple

import numpy as np

from limphome.cli.report.drive_log import DriveLog, TrackPoint
from limphome.cli.report.palette import CLASS, FAULT, MODE
from limphome.core import Mode

_NAME_M = (6.0, 1.0)  # room that a name takes on a map of a yard
_SIDES = ((1, -1), (1, 1), (-1, -1), (-1, 1))  # of its place where a name may stand, the usual one first


def draw_map(axes: Any, log: DriveLog, ink: str, faint: str) -> None:
    """Draw into ``axes``: surroundings, persons, route, path by mode, where faults began."""
    axes.plot(*log.surroundings_m.T, ".", color=faint, markersize=1.0, alpha=0.7, zorder=1, label="met by the lidar")
    for number, way in enumerate(log.persons_m.values()):
        axes.plot(
            way[:, 1], way[:, 2], color=CLASS["person"], lw=1.0, alpha=0.5, zorder=2, label="" if number else "person's way"
        )
        axes.plot(way[-1, 1], way[-1, 2], "o", color=CLASS["person"], ms=4, alpha=0.8, zorder=2)
    axes.plot(*log.route_m.T, "--", color=ink, lw=0.8, alpha=0.6, zorder=3, label="route")
    for mode, points in _stretches(log.track):
        axes.plot([p.x_m for p in points], [p.y_m for p in points], color=MODE[mode], lw=3, solid_capstyle="round", zorder=4)
    _draw_marks(axes, log, ink)
    for mode in Mode:
        axes.plot([], [], color=MODE[mode], lw=3, label=mode.name)
    axes.set_aspect("equal")
    axes.set_xlabel("x [m]")
    axes.set_ylabel("y [m]")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, frameon=False, fontsize=8, markerscale=3)


def _draw_marks(axes: Any, log: DriveLog, ink: str) -> None:
    if log.track:
        axes.plot(log.track[0].x_m, log.track[0].y_m, "o", color=ink, ms=6, mfc="none", zorder=5)
        axes.annotate("start", (log.track[0].x_m, log.track[0].y_m), (6, 6), textcoords="offset points", fontsize=8)
    for goal in log.route_m[-1:]:
        axes.plot(*goal, "*", color=ink, ms=10, zorder=5)
        axes.annotate("goal", goal, (6, 6), textcoords="offset points", fontsize=8)
    if log.track:
        _draw_faults(axes, log)


def _draw_faults(axes: Any, log: DriveLog) -> None:
    """A cross where each began, its name on the side on which least of the path and of other names lies."""
    taken, weight = np.array([(point.x_m, point.y_m) for point in log.track]), len(log.track)
    for fault in log.faults:
        point = _point_at(log.track, fault.start_s)
        place = (point.x_m, point.y_m)
        right, up = min(_SIDES, key=lambda side: _covered(taken, place, side))
        axes.plot(*place, "X", color=FAULT, ms=9, mec="white", mew=0.6, zorder=6)
        look = {"fontsize": 8, "color": FAULT, "weight": "bold", "ha": "left" if right > 0 else "right", "va": "center"}
        axes.annotate(fault.name, place, (8 * right, 9 * up), textcoords="offset points", **look)
        written = np.linspace(0.0, right * _NAME_M[0], weight)  # weighs as much as a path that lies there
        taken = np.vstack([taken, np.column_stack([place[0] + written, np.full(weight, place[1] + up * _NAME_M[1] / 2)])])


def _covered(points: np.ndarray, place: Tuple[float, float], side: Tuple[int, int]) -> int:
    """How many of ``points`` (n, 2) lie where a name on this side of a place would be written."""
    beyond = (points - place) * side
    return int(((beyond > 0) & (beyond < _NAME_M)).all(1).sum())


def _stretches(track: Tuple[TrackPoint, ...]) -> Iterator[Tuple[Mode, List[TrackPoint]]]:
    """Runs of one mode; each begins where the last ended, so that the path has no gaps."""
    stretch: List[TrackPoint] = []
    for point in track:
        if stretch and point.mode != stretch[-1].mode:
            yield stretch[-1].mode, [*stretch, point]
            stretch = []
        stretch.append(point)
    if stretch:
        yield stretch[-1].mode, stretch


def _point_at(track: Tuple[TrackPoint, ...], time_s: float) -> TrackPoint:
    times = np.array([point.time_s for point in track])
    return track[min(int(np.searchsorted(times, time_s)), len(track) - 1)]
