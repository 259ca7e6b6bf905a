import pytest
import yaml

from limphome.core import LimphomeError
from limphome.nodes.shared_facts import check_facts, limp_note
from limphome.resources import share_dir

OURS = ("gate", "safety_monitor", "pilot", "camera", "perception")


@pytest.fixture
def write(tmp_path):
    def write(**nodes):
        path = tmp_path / "mine.yaml"
        path.write_text(yaml.safe_dump({name: {"ros__parameters": values} for name, values in nodes.items()}))
        return path

    return write


def test_the_file_to_copy_from_passes():
    check_facts(share_dir() / "config" / "my_robot.yaml", OURS)
    assert limp_note(share_dir() / "config" / "my_robot.yaml") == ""


@pytest.mark.parametrize(
    ("key", "value", "nodes"),
    [
        ("lidar_x_m", 0.31, ("gate", "safety_monitor", "pilot")),
        ("lidar.yaw_deg", 180.0, ("gate", "safety_monitor", "pilot")),
        ("lidar.upside_down", True, ("gate", "safety_monitor", "pilot")),
        ("camera.width_px", 640, ("camera", "safety_monitor", "pilot")),
        ("camera.z_m", 0.8, ("camera", "safety_monitor", "pilot")),
    ],
)
def test_one_node_that_was_left_out_is_named_and_one_that_does_not_run_is_not(write, key, value, nodes):
    check_facts(write(**{name: {key: value} for name in nodes}), OURS)
    *told, left = nodes
    path = write(**{name: {key: value} for name in told})
    with pytest.raises(LimphomeError, match=rf"mine\.yaml: {key} is {value} for {told[0]}, .* for {left} \(allowed: the same"):
        check_facts(path, OURS)
    check_facts(path, [name for name in OURS if name != left])


def test_a_name_written_as_a_nested_mapping_is_the_same_as_one_with_dots(write):
    nested, dotted = {"lidar": {"yaw_deg": 180.0}}, {"lidar.yaw_deg": 180.0}
    check_facts(write(gate=nested, safety_monitor=dotted, pilot=nested), OURS)
    with pytest.raises(LimphomeError, match=r"lidar\.yaw_deg is 180\.0 for gate, 0\.0 for safety_monitor, 0\.0 for pilot"):
        check_facts(write(gate=nested), OURS)


def test_what_is_written_out_as_the_default_is_the_same(write):
    check_facts(write(gate={"lidar_x_m": 0.2, "lidar.yaw_deg": 0}), OURS)


@pytest.mark.parametrize(("limp_mps", "noted"), [(0.2, False), (0.5, True), (1.0, True), ("slow", False)])
def test_a_limp_that_slows_nothing_down_is_noted(write, limp_mps, noted):
    path = write(gate={"nominal_mps": 0.5, "limp_home_mps": limp_mps})
    assert limp_note(path).startswith("limp_home_mps") == noted
