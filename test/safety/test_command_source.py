from rig import MonitorRig

from limphome.core import Mode
from limphome.safety.monitors.command_source import CommandSource, CommandSourceConfig


def test_the_gate_alone_may_command_the_base_and_no_name_is_no_stranger():
    source = CommandSource(CommandSourceConfig())
    for names in ((), ("gate",), ("gate", "fault_relay", "gate"), ("gate",)):
        source.observe(names)
        assert source.verdict(0.0).ok


def test_a_stranger_is_named_with_where_it_belongs():
    source = CommandSource(CommandSourceConfig(command_nodes=("gate", "dock")))
    for _ in range(2):
        source.observe(("gate", "teleop", "dock", "controller_server"), "/base/cmd_vel", "/cmd_vel")
    verdict = source.verdict(0.0)
    assert verdict.demand is Mode.SAFE_STOP
    assert verdict.reason == "controller_server, teleop publishes /base/cmd_vel beside the gate: pilots belong on /cmd_vel"


def test_only_who_is_seen_twice_in_a_row_is_a_stranger():
    rig = MonitorRig().started()
    for names in (("gate", "_NODE_NAME_UNKNOWN_"), ("gate",), ("gate", "teleop")):
        rig.monitors.observe_command_nodes(names)
        assert rig.run(1.0).state is Mode.NOMINAL
    rig.monitors.observe_command_nodes(("gate", "teleop"))
    assert rig.run(0.1).state is Mode.SAFE_STOP
    rig.monitors.observe_command_nodes(("gate",))
    assert rig.run(2.0).state is Mode.NOMINAL
