from rig import MonitorRig

from limphome.core import Mode
from limphome.safety.monitors.command_source import CommandSource, CommandSourceConfig


def test_the_gate_alone_may_command_the_base_and_no_name_is_no_stranger():
    source = CommandSource(CommandSourceConfig())
    for names in ((), ("gate",), ("gate", "fault_relay", "gate")):
        source.observe(names)
        assert source.verdict(0.0).ok


def test_a_stranger_is_named_with_where_it_belongs():
    source = CommandSource(CommandSourceConfig(command_nodes=("gate", "dock")))
    source.observe(("gate", "teleop", "dock", "controller_server"))
    verdict = source.verdict(0.0)
    assert verdict.demand is Mode.SAFE_STOP
    assert verdict.reason == "controller_server, teleop publishes cmd_vel beside the gate: it belongs on cmd_vel_nominal"


def test_a_stranger_stops_the_robot_at_its_second_look_and_is_forgotten_when_it_is_gone():
    rig = MonitorRig().started()
    rig.monitors.observe_command_nodes(("gate", "_NODE_NAME_UNKNOWN_"))
    assert rig.run(0.4).state is Mode.NOMINAL
    rig.monitors.observe_command_nodes(("gate",))
    assert rig.run(1.0).state is Mode.NOMINAL
    rig.monitors.observe_command_nodes(("gate", "teleop"))
    since_s = rig.now_s
    assert rig.run(1.0).state is Mode.SAFE_STOP
    assert 0.5 < rig.reaction_s(since_s) < 0.8
    rig.monitors.observe_command_nodes(("gate",))
    assert rig.run(2.0).state is Mode.NOMINAL
