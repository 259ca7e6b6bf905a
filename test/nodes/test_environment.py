import xml.etree.ElementTree as ElementTree
from pathlib import Path

from limphome.nodes.environment import PROFILE_VARIABLES, node_environment, stay_on_this_machine, use_dds_profile
from limphome.resources import share_dir
from limphome.safety.monitor_config import MonitorConfig


def test_profile_is_ours_unless_the_user_named_one():
    ours, theirs = {}, {"FASTDDS_DEFAULT_PROFILES_FILE": "/mine.xml"}
    use_dds_profile(ours)
    use_dds_profile(theirs)
    assert {ours[name] for name in PROFILE_VARIABLES} == {str(share_dir() / "config" / "dds_profile.xml")}
    assert theirs == {"FASTDDS_DEFAULT_PROFILES_FILE": "/mine.xml"}


def test_profile_gives_shared_memory_that_takes_a_large_picture():
    root = ElementTree.parse(share_dir() / "config" / "dds_profile.xml").getroot()
    space = {"f": root.tag[1 : root.tag.index("}")]}
    shared = next(t for t in root.iterfind(".//f:transport_descriptor", space) if t.find("f:type", space).text == "SHM")
    assert int(shared.find("f:segment_size", space).text) >= 1920 * 1080 * 3
    assert int(shared.find("f:maxMessageSize", space).text) >= 1920 * 1080 * 3
    assert root.find(".//f:useBuiltinTransports", space).text == "false"
    waits_s = int(shared.find("f:healthy_check_timeout_ms", space).text) / 3 / 1000
    assert 2 * waits_s < MonitorConfig().odometry_stale_s / 2, (
        "opening the two ports of a node that joins would look like silence"
    )


def test_discovery_stays_on_this_machine_in_simulation_and_never_on_a_robot(monkeypatch):
    for name in ("ROS_AUTOMATIC_DISCOVERY_RANGE", "ROS_LOCALHOST_ONLY", "ROS_DISTRO"):
        monkeypatch.delenv(name, raising=False)
    assert node_environment(one_machine=True)["ROS_AUTOMATIC_DISCOVERY_RANGE"] == "LOCALHOST"
    assert "ROS_AUTOMATIC_DISCOVERY_RANGE" not in node_environment(one_machine=False)


def test_what_the_user_said_about_discovery_stands():
    given = {"ROS_AUTOMATIC_DISCOVERY_RANGE": "SUBNET"}
    stay_on_this_machine(given)
    assert given == {"ROS_AUTOMATIC_DISCOVERY_RANGE": "SUBNET"}
    humble = {"ROS_DISTRO": "humble"}
    stay_on_this_machine(humble)
    assert humble["ROS_LOCALHOST_ONLY"] == "1"


def test_profile_exists_where_it_is_named():
    environment = {}
    use_dds_profile(environment)
    assert all(Path(environment[name]).is_file() for name in PROFILE_VARIABLES)
