import importlib
import importlib.util
from pathlib import Path

import pytest

from limphome.core import LimphomeError, topics
from limphome.nodes.node_commands import commands
from limphome.nodes.node_list import BRINGUP, NODES, SystemOptions, bringup_parameters, nodes_of, parameters_of, remappings_of


def names(**options):
    return [node.name for node in nodes_of(SystemOptions(**options))]


def test_disarmed_system_has_no_relay_and_no_remapping():
    options = SystemOptions()
    assert not {"fault_relay", "fault_commander"} & set(names())
    assert all(remappings_of(node, options) == [] for node in nodes_of(options))
    assert all(parameters_of(node, options).get("armed", False) is False for node in nodes_of(options))


def test_armed_system_has_one_relay_in_front_of_every_source():
    options = SystemOptions(armed=True)
    remapped = dict(pair for node in nodes_of(options) for pair in remappings_of(node, options))
    from limphome.faults.table import COMPONENTS

    assert remapped == {topic: f"{topic}/clean" for topic in COMPONENTS}
    assert topics.DIAGNOSTICS not in remapped


def test_who_watches_comes_up_before_who_is_watched_and_time_begins_last():
    order = names(armed=True, recording="one.mcap")
    assert order[-1] == "simulator"
    assert order.index("gate") < order.index("safety_monitor") < order.index("pilot")
    assert list(commands(SystemOptions()))[-1] == BRINGUP


@pytest.mark.parametrize(
    ("options", "last"),
    [
        ({"armed": True}, ["simulator", "fault_commander"]),
        ({"armed": True, "stepped": True}, ["simulator", "fault_commander", "conductor"]),
        ({"armed": True, "simulator": False, "camera": "0", "gazebo": True}, ["gazebo_base", "camera", "fault_commander"]),
        ({}, ["pilot", "simulator"]),
    ],
)
def test_faults_begin_when_everybody_is_there_and_stepped_time_after_them(options, last):
    order = bringup_parameters(SystemOptions(**options))["nodes"]
    assert order[-len(last) :] == last
    assert sorted(order) == sorted(names(**options))


def test_robot_has_no_simulator_and_gazebo_brings_its_base():
    assert "simulator" not in names(simulator=False)
    assert "gazebo_base" not in names(simulator=False)
    assert "gazebo_base" in names(simulator=False, gazebo=True)


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.name)
def test_every_node_is_a_module_that_can_be_run(node):
    assert importlib.util.find_spec(node.module) is not None
    assert callable(importlib.import_module(node.module).main)


def test_every_node_has_an_executable_for_ros2_run():
    links = Path(__file__).parents[2] / "executables"
    names = {path.name for path in links.iterdir() if path.is_symlink()}
    assert names == {node.name for node in NODES} | {BRINGUP}
    assert {path.resolve().name for path in links.iterdir()} == {"node"}


def test_stepped_system_runs_stepped_nodes_under_a_conductor_that_knows_them():
    options = SystemOptions(stepped=True, recording="x.mcap")
    lines = {name: " ".join(words) for name, words in commands(options).items()}
    stepping = [name for name, line in lines.items() if f"limphome.nodes.stepped {name} " in line]
    assert stepping == ["gate", "safety_monitor", "diagnosis", "perception", "pilot", "simulator"]
    assert parameters_of(nodes_of(options)[-1], options)["nodes"] == stepping
    assert "-m limphome.nodes.recorder " in lines["recorder"]
    assert "stepped" not in " ".join(" ".join(words) for words in commands(SystemOptions(armed=True)).values())


def test_who_comes_back_becomes_active_by_itself_unless_it_must_hear_first_or_time_is_stepped():
    def alone(options):
        return [name for name, words in commands(options, again=True).items() if "start_active:=true" in words]

    assert alone(SystemOptions(camera="0", armed=True, recording="x.mcap")) == ["perception", "pilot", "camera"]
    assert alone(SystemOptions(stepped=True)) == []
    assert "start_active" not in " ".join(" ".join(words) for words in commands(SystemOptions(camera="0")).values())


@pytest.mark.parametrize("stepped", [False, True])
def test_gate_that_we_start_waits_to_be_told_whether_it_is_held_but_not_for_real_time_in_a_stepped_drive(stepped):
    options = SystemOptions(stepped=stepped)
    gate = next(node for node in nodes_of(options) if node.name == "gate")
    assert parameters_of(gate, options)["waits_for_hold"] is not stepped


def test_whatever_is_drawn_by_chance_gets_the_seed_of_the_run():
    options = SystemOptions(seed=7, armed=True)
    seeded = {node.name for node in nodes_of(options) if parameters_of(node, options).get("seed") == 7}
    assert seeded == {"fault_relay", "fault_commander", "perception", "simulator"}


DRIVERS = ("imu:=/imu/data", "camera/image_raw:=/front/image", "scan:=/front/scan", "odom:=/wheels")


def remappings(**options):
    """Node -> its remappings, those that have any."""
    system = SystemOptions(simulator=False, **options)
    found = {node.name: dict(remappings_of(node, system)) for node in nodes_of(system)}
    return {name: pairs for name, pairs in found.items() if pairs}


def test_names_of_the_robot_reach_every_node():
    names = remappings(remap=("scan:=/front/scan", "cmd_vel:=/base/cmd_vel"))
    assert names["gate"] == {"scan": "/front/scan", "cmd_vel": "/base/cmd_vel"}
    assert names["safety_monitor"] == names["gate"]


def test_armed_the_relay_alone_hears_the_robot_and_speaks_to_the_base():
    names = remappings(armed=True, pilot=False, remap=(*DRIVERS, "cmd_vel_nominal:=/nav", "cmd_vel:=/base/cmd_vel"))
    assert names["fault_relay"] == {
        "camera/image_raw/clean": "/front/image",
        "scan/clean": "/front/scan",
        "odom/clean": "/wheels",
        "imu/clean": "/imu/data",
        "cmd_vel_nominal/clean": "/nav",
        "cmd_vel": "/base/cmd_vel",
    }
    assert names["gate"] == {"cmd_vel": "cmd_vel/clean"}
    assert names["safety_monitor"] == {"safety/state": "safety/state/clean", "cmd_vel": "/base/cmd_vel"}


@pytest.mark.parametrize(
    ("options", "around"),
    [
        ({"remap": ("scan:=/front/scan",)}, "camera/image_raw, odom, imu"),
        ({"remap": (*DRIVERS[:3], "odom:=/odom")}, "odom"),
        ({"remap": DRIVERS, "pilot": False}, "cmd_vel_nominal"),
        ({"remap": DRIVERS[1:]}, "imu"),
    ],
)
def test_armed_a_driver_that_would_reach_our_nodes_around_the_relay_is_refused(options, around):
    with pytest.raises(LimphomeError, match=f"armed, but {around} would reach .*{around.split()[-1]}:=/driver"):
        SystemOptions(simulator=False, armed=True, **options)


def test_armed_our_own_sources_need_no_name():
    assert "fault_relay" in names(simulator=False, armed=True, remap=DRIVERS)
    assert "camera" in names(simulator=False, armed=True, remap=(DRIVERS[0], *DRIVERS[2:]), camera="/dev/video0")
    assert "gazebo_base" in names(simulator=False, armed=True, gazebo=True)


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("", set()),
        ("stamped_in: false", {"cmd_vel_nominal"}),
        ("stamped_in: false, stamped_out: false", {"cmd_vel_nominal", "cmd_vel"}),
    ],
)
def test_recorder_hears_commands_as_they_are_said(tmp_path, said, plain):
    path = tmp_path / "mine.yaml"
    path.write_text(f"gate: {{ros__parameters: {{{said}}}}}")
    options = SystemOptions(recording="one.mcap", parameters_file=str(path))
    given = parameters_of(nodes_of(options)[0], options).get("topics", [])
    assert {line.split()[0] for line in given if line.endswith("geometry_msgs/msg/Twist")} == plain
    assert not given or "scan sensor_msgs/msg/LaserScan" in given


@pytest.mark.parametrize("gazebo", [False, True])
def test_pilot_is_told_the_speed_of_the_mission(tmp_path, gazebo):
    path = tmp_path / "slow.yaml"
    path.write_text("schema_version: 1\nspeed_mps: 0.3\nroute: [[0, 0], [5, 0]]\n")
    assert speed_of_mission(scenario=str(path), simulator=not gazebo, gazebo=gazebo) == 0.3
    assert speed_of_mission(gazebo=gazebo) == 0.8


def test_robot_of_its_own_has_no_scenario_that_could_slow_it():
    assert speed_of_mission(simulator=False) is None


def speed_of_mission(**options):
    options = SystemOptions(**options)
    (pilot,) = (node for node in nodes_of(options) if node.name == "pilot")
    return parameters_of(pilot, options).get("mission_speed_mps")


def test_pilot_of_the_user_takes_the_place_of_ours():
    assert "pilot" not in names(simulator=False, pilot=False)
    assert "pilot" in names(simulator=False)


@pytest.mark.parametrize("wrong", ["scam:=/scan", "scan", "scan:=", "safety/emergency_stop:=/stop"])
def test_name_that_no_node_would_take_is_refused_with_those_that_are(wrong):
    with pytest.raises(LimphomeError, match=r"one of camera/image_raw, scan, odom"):
        SystemOptions(simulator=False, remap=(wrong,))


@pytest.mark.parametrize(
    ("remap", "words"),
    [(("scan:=/a", "scan:=/b"), "'scan' is named twice"), (("scan:=/a", "odom:=/a"), "'/a' is named twice")],
)
def test_a_topic_that_is_renamed_twice_is_refused(remap, words):
    with pytest.raises(LimphomeError, match=words):
        SystemOptions(simulator=False, remap=remap)
