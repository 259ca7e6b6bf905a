"""What `limphome state` stands on: it hears whatever is said, also by others."""

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue

pytest.importorskip("rclpy", reason="needs ROS: make demo installs its wheels")

from limphome.core import topics
from limphome.nodes.asker import Asker
from limphome.nodes.convert.status import array_of
from limphome.nodes.node_list import BRINGUP
from limphome.nodes.qos import qos_of
from limphome.nodes.robot_state import RobotState

pytestmark = pytest.mark.node


def array(name, **values):
    return array_of([DiagnosticStatus(name=name, values=[KeyValue(key=key, value=text) for key, text in values.items()])], 0.0)


def test_what_another_node_says_in_our_words_and_cannot_be_read_is_passed_over(domain):
    foreign, ours = array("health: battery", voltage="12.1 V"), array(BRINGUP, gate="active")
    with Asker(20.0) as asker:
        state = RobotState(asker)
        out = asker.node.create_publisher(DiagnosticArray, topics.DIAGNOSTICS, qos_of(topics.DIAGNOSTICS))

        def told():
            out.publish(foreign)
            out.publish(ours)
            return state.nodes

        assert asker.until(told)
    assert state.nodes == {"gate": "active"}
    assert state.health == {}
