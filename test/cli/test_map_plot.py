"""Names on the map stand beside the path and beside each other."""

from dataclasses import replace

import numpy as np
import pytest
from drives import CRASH, FREEZE, good_drive

from limphome.cli.report.drive_log import TrackPoint
from limphome.cli.report.map_plot import draw_map
from limphome.core import Mode

figures = pytest.importorskip("matplotlib.figure", reason="needs the extra [report]")


def sides(points, faults):
    """(right, up) of the name of each fault that begins on a path of one point a second."""
    track = tuple(TrackPoint(float(time_s), *point, 0.5, Mode.NOMINAL) for time_s, point in enumerate(points))
    axes = figures.Figure().subplots()
    draw_map(axes, replace(good_drive(), track=track, faults=faults), "black", "grey")
    names = [text for text in axes.texts if text.get_text() in {fault.name for fault in faults}]
    return [tuple(np.sign(text.get_position())) for text in names]


DOWN = [(0.2 * step, -0.1 * step) for step in range(30)]


@pytest.mark.parametrize(("path", "side"), [(DOWN, (1, 1)), ([(x, -y) for x, y in DOWN], (1, -1))])
def test_a_name_stands_where_the_path_does_not_lead(path, side):
    assert sides(path, (replace(FREEZE, start_s=0.0),)) == [side]


def test_names_of_one_place_stand_on_different_sides():
    found = sides(DOWN, tuple(replace(fault, start_s=0.0) for fault in (FREEZE, CRASH, replace(FREEZE, name="other"))))
    assert len(set(found)) == 3
    assert (1, -1) not in found
