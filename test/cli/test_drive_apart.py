"""A drive in a process of its own; what a good one gives is asked by test_agreement.py."""

import os

import pytest

pytest.importorskip("rclpy", reason="needs ROS: make demo installs its wheels")

from limphome.cli.demo.drive_apart import drive_apart
from limphome.cli.demo.story import Story
from limphome.core import LimphomeError

pytestmark = pytest.mark.node


class Deadly:
    """Ends the process that receives it."""

    def __reduce__(self):
        return os._exit, (7,)


def test_what_is_wrong_with_the_drive_is_told_here(tmp_path, monkeypatch):
    monkeypatch.delenv("ROS_DOMAIN_ID", raising=False)
    with pytest.raises(LimphomeError, match="clear_route"):
        drive_apart(Story("no_such_yard", 0, (), 1.0), tmp_path)


def test_a_process_that_dies_is_told_with_its_status(tmp_path):
    with pytest.raises(LimphomeError, match="ended with status 7"):
        drive_apart(Deadly(), tmp_path)
