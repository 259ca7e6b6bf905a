from dataclasses import replace

from drives import good_drive

from limphome.cli.report.drive_log import FaultSpan
from limphome.cli.report.timeline_plot import fault_lanes


def span(name, start_s, end_s):
    return replace(good_drive().faults[0], name=name, start_s=start_s, end_s=end_s)


def lanes(*faults: FaultSpan):
    return [[one.name for one in lane] for lane in fault_lanes(replace(good_drive(), faults=faults))]


def test_faults_one_after_the_other_share_a_lane():
    assert lanes(span("a", 1, 2), span("b", 2, 4), span("c", 5, 6)) == [["a", "b", "c"]]


def test_a_fault_over_another_has_a_lane_of_its_own():
    assert lanes(span("long", 1, 9), span("short", 3, 4), span("late", 5, 12)) == [["long"], ["short", "late"]]


def test_without_faults_there_is_one_empty_lane():
    assert lanes() == [[]]
