import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from drives import good_drive, never_healed

from limphome.cli.demo.judge import judge
from limphome.cli.demo.story import STORY
from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.page import make_page

pytest.importorskip("matplotlib", reason="needs the extra [report]")


def page(log: DriveLog) -> str:
    return make_page("A drive", "What it was.", judge(STORY, log), log, {"seed": 0, "commit": "<abc>"})


class Balance(HTMLParser):
    """Finds a tag that is closed wrongly or not at all."""

    VOID = ("meta", "img", "br", "path", "use", "rect", "line")

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_the_page_is_one_file_that_asks_nothing_of_the_network():
    text = page(good_drive())
    links = re.findall(r"(?:src|href|xlink:href)=\"([^\"]*)\"|url\(([^)]*)\)", text)
    targets = ["".join(pair).strip("'\"") for pair in links]
    assert targets
    assert all(target.startswith(("data:", "#")) for target in targets)
    assert "<script" not in text
    assert "<link" not in text
    assert "@import" not in text


def test_the_page_is_well_formed():
    parser = Balance()
    parser.feed(page(good_drive()))
    assert parser.open == []


def test_the_same_drive_gives_the_same_bytes():
    assert page(good_drive()) == page(good_drive())


def test_ids_of_the_drawings_do_not_meet():
    ids = re.findall(r' id="(\w+)"', page(good_drive()))
    clip_paths = [name for name in ids if name.startswith("p") and len(name) > 8]
    assert len(clip_paths) == len(set(clip_paths))


def test_the_page_tells_the_verdict_and_every_line():
    good, bad = page(good_drive()), page(never_healed())
    assert ">As told<" in good
    assert ">Not as told<" in bad
    assert "the fault was never healed" in bad


def test_text_from_outside_is_escaped():
    assert "&lt;abc&gt;" in page(good_drive())


def test_boxes_stand_over_the_pictures():
    text = page(good_drive())
    assert text.count('class="box"') == 4
    assert "person 0.97" in text
    assert text.count("no detections") == 1


def test_metrics_that_moved_stand_in_the_timeline_and_others_do_not():
    text = page(good_drive())
    assert "difference" in text
    assert "rate_hz" in text
    assert ">returns<" not in text


def test_a_drive_that_recorded_nothing_still_gives_a_page():
    bare = replace(
        good_drive(),
        track=(),
        modes=(),
        faults=(),
        diagnoses=(),
        metrics={},
        snapshots=(),
        persons_m={},
        surroundings_m=np.zeros((0, 2)),
    )
    assert ">Not as told<" in page(bare)
