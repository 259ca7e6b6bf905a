import pytest

pytest.importorskip("rclpy", reason="needs ROS: make demo installs its wheels")

from diagnostic_msgs.msg import DiagnosticArray

from limphome.core import topics
from limphome.nodes.stepped.inbox import Inbox
from limphome.nodes.stepped.turn import Due


def said_by(node):
    message = DiagnosticArray()
    message.header.frame_id = node
    return message


def test_messages_of_a_topic_come_out_in_order_and_a_second_one_is_waited_for():
    inbox, due = Inbox(), Due("/scan", "simulator", 0.0)
    inbox.put("/scan", "first")
    assert not inbox.holds([due, due])
    inbox.put("/scan", "second")
    assert inbox.holds([due, due])
    assert [inbox.take(due), inbox.take(due)] == ["first", "second"]


def test_where_many_speak_the_sender_decides_and_not_who_came_first():
    inbox = Inbox()
    gate, pilot = said_by("gate"), said_by("pilot")
    inbox.put(topics.DIAGNOSTICS, gate)
    assert not inbox.holds([Due(topics.DIAGNOSTICS, "pilot", 0.0)])
    inbox.put(topics.DIAGNOSTICS, pilot)
    assert inbox.take(Due(topics.DIAGNOSTICS, "pilot", 0.0)) is pilot
    assert inbox.take(Due(topics.DIAGNOSTICS, "gate", 0.0)) is gate


def test_the_newest_of_what_is_said_once_is_known_until_all_is_forgotten():
    inbox = Inbox()
    assert inbox.newest("/route") is None
    for message in ("old", "new"):
        inbox.put("/route", message)
    assert inbox.newest("/route") == "new"
    inbox.clear()
    assert inbox.newest("/route") is None
