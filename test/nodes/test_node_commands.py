"""Command lines of nodes that are started without launch."""

import sys

from limphome.nodes.node_commands import command_line, commands
from limphome.nodes.node_list import SystemOptions


def test_command_line_is_read_back_by_ros_as_it_was_meant(probe):
    from rclpy.node import Node

    parameters = {"armed": True, "seed": 3, "scenario": "it's a yard", "plan": ["camera.freeze:3@4+10"], "rate": 0.5, "none": ""}
    words = command_line("limphome.nodes.gate", parameters, [("a", "a/clean")])
    assert words[:3] == [sys.executable, "-m", "limphome.nodes.gate"]
    node = Node(
        "one",
        context=probe.context,
        cli_args=words[3:],
        automatically_declare_parameters_from_overrides=True,
        use_global_arguments=False,
    )
    assert {name: node.get_parameter(name).value for name in parameters} == parameters
    assert node.resolve_topic_name("a") == "/a/clean"
    node.destroy_node()


def test_no_process_writes_a_log_beside_the_one_that_is_kept():
    assert all("--disable-external-lib-logs" in words for words in commands(SystemOptions(armed=True, stepped=True)).values())
