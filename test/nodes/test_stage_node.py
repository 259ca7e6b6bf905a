"""What every node does with what goes wrong in it."""

from rclpy.logging import get_logger

from limphome.core import LimphomeError
from limphome.nodes.stage_node import StageNode


class Logging:
    def get_logger(self):
        return get_logger("test_stage_node")


def test_an_error_in_a_timer_is_logged_and_ends_nothing(capfd):
    def fail():
        raise LimphomeError("no such thing", "here", "another")

    StageNode.tick(Logging(), fail)
    assert "no such thing" in "".join(capfd.readouterr())
