"""The doctor on machines that lack something."""

import fcntl
import json
from pathlib import Path

import pytest

from limphome.cli.checks import (
    cameras,
    dds_profile,
    disk,
    gpu,
    messages,
    mujoco_check,
    onnx_runtime,
    opengl,
    python_check,
    ros,
    ros_domain,
    shared_memory,
    tensorrt,
)
from limphome.cli.checks.finding import STATES
from limphome.cli.doctor import CHECKS
from limphome.cli.main import call
from limphome.nodes.environment import PROFILE_VARIABLES

VARIABLE = PROFILE_VARIABLES[0]


def test_doctor_in_json_has_one_finding_for_each_check(capsys):
    assert call(["doctor", "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    result = json.loads(lines[-1])
    assert len(lines) == 1
    assert len(result["findings"]) == len(CHECKS)
    for finding in result["findings"]:
        assert set(finding) == {"name", "state", "found", "mend"}
        assert finding["state"] in STATES
        assert finding["found"]
        assert finding["mend"] or finding["state"] in ("ok", "absent", "limited")
    assert result["missing"] == [f["name"] for f in result["findings"] if f["state"] == "missing"]


def test_every_file_of_the_folder_is_run():
    folder = Path(cameras.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__", "finding", "child_python"} == set(CHECKS)


@pytest.mark.parametrize(("version", "state"), [((3, 7, 9), "missing"), ((3, 8, 20), "limited"), ((3, 11, 2), "ok")])
def test_python(version, state):
    assert python_check.check(version).state == state


def test_ros_that_does_not_start_names_the_mend():
    finding = ros.check("import no_such_rclpy", "x86_64")
    assert finding.state == "missing"
    assert ".[ros]" in finding.mend


def test_ros_on_a_machine_without_wheels_points_to_apt_and_lockstep():
    finding = ros.check("import no_such_rclpy", "aarch64")
    assert "pip" not in finding.mend
    assert "limphome run" in finding.mend


def test_a_library_that_crashes_is_an_answer():
    finding = opengl.check("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert finding.state == "missing"
    assert "signal 11" in finding.found


def test_no_gl_names_the_packages():
    finding = opengl.check("raise RuntimeError('no EGL display')")
    assert finding.found == "EGL does not start: RuntimeError: no EGL display"
    assert finding.mend.startswith("apt install libegl1")


def test_messages_that_lack_are_named():
    finding = messages.check(("json", "no_such_msgs"))
    assert finding.state == "missing"
    assert finding.found == "without no_such_msgs"
    assert "no-such-msgs" in finding.mend


def test_our_profile_is_used_where_none_is_set():
    assert dds_profile.check({}).state == "ok"


@pytest.mark.parametrize("name", PROFILE_VARIABLES)
def test_a_profile_without_large_segments_loses_frames(tmp_path, name):
    profile = tmp_path / "profile.xml"
    profile.write_text("<dds><profiles><transport_descriptors/></profiles></dds>")
    shipped = Path(__file__).parents[2] / "config" / "dds_profile.xml"
    finding = dds_profile.check({**dict.fromkeys(PROFILE_VARIABLES, str(shipped)), name: str(profile)})
    assert finding.state == "limited"
    assert "frames will be lost" in finding.found


def test_a_profile_in_which_a_node_that_joins_holds_others_up_is_told(tmp_path):
    shipped = (Path(__file__).parents[2] / "config" / "dds_profile.xml").read_text()
    profile = tmp_path / "profile.xml"
    profile.write_text(shipped.replace("<healthy_check_timeout_ms>60</healthy_check_timeout_ms>", ""))
    finding = dds_profile.check({VARIABLE: str(profile)})
    assert finding.state == "limited"
    assert "hold others up" in finding.found


def test_a_size_that_is_no_number_counts_as_none(tmp_path):
    profile = tmp_path / "profile.xml"
    profile.write_text("<dds><segment_size>much</segment_size></dds>")
    assert "frames will be lost" in dds_profile.check({VARIABLE: str(profile)}).found


def test_the_shipped_profile_passes():
    path = Path(__file__).parents[2] / "config" / "dds_profile.xml"
    assert dds_profile.check({VARIABLE: str(path)}).state == "ok"


@pytest.mark.parametrize("text", [None, "<dds"])
def test_a_profile_that_cannot_be_read_is_missing(tmp_path, text):
    profile = tmp_path / "profile.xml"
    if text:
        profile.write_text(text)
    assert dds_profile.check({VARIABLE: str(profile)}).state == "missing"


def test_another_middleware_is_told():
    assert dds_profile.check({"RMW_IMPLEMENTATION": "rmw_cyclonedds_cpp"}).state == "limited"


def test_shared_memory_that_is_missing_or_small(tmp_path):
    assert shared_memory.check(tmp_path / "none").state == "missing"
    small = shared_memory.check(tmp_path, need_bytes=10**18)
    assert small.state == "limited"
    assert "--shm-size" in small.mend
    assert shared_memory.check(tmp_path, need_bytes=1).state == "ok"


def test_segments_of_the_dead_are_found_and_those_of_the_living_are_not(tmp_path):
    for name in ("fastrtps_dead", "fastrtps_dead_el", "fastrtps_alive", "fastrtps_alive_el", "other"):
        (tmp_path / name).write_bytes(b"x" * 100)
    with open(tmp_path / "fastrtps_alive_el", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        left = shared_memory.leaked_segments(tmp_path)
        finding = shared_memory.check(tmp_path, need_bytes=1)
    assert {path.name for path in left} == {"fastrtps_dead", "fastrtps_dead_el"}
    assert finding.state == "limited"
    assert "limphome down" in finding.mend


@pytest.mark.parametrize(("version", "state"), [(None, "missing"), ("3.11.0", "limited"), ("3.17.0", "ok"), ("4.0.0", "limited")])
def test_mujoco(version, state):
    assert mujoco_check.check(version).state == state


@pytest.mark.parametrize(
    ("flags", "state"), [({"avx512_vnni"}, "ok"), ({"avx_vnni"}, "ok"), ({"asimddp"}, "ok"), ({"avx2"}, "limited")]
)
def test_onnx_runtime_tells_by_the_flags_which_int8_file_runs(flags, state):
    assert onnx_runtime.check("1.30.0", frozenset(flags)).state == state


def test_options_that_are_not_there_are_absent_and_not_missing(tmp_path):
    assert tensorrt.check("no_such_tensorrt").state == "absent"
    assert gpu.check(tmp_path, tmp_path / "none").state == "absent"
    assert cameras.check(tmp_path, tmp_path).state == "absent"


def test_a_jetson_is_known(tmp_path):
    (tmp_path / "release").write_text("# R35 (release), REVISION: 4.1\n")
    assert "R35" in gpu.check(tmp_path, tmp_path / "release").found


def test_cameras_are_named(tmp_path):
    (tmp_path / "video0").touch()
    (tmp_path / "names" / "video0").mkdir(parents=True)
    (tmp_path / "names" / "video0" / "name").write_text("HD Webcam\n")
    finding = cameras.check(tmp_path, tmp_path / "names")
    assert finding.state == "ok"
    assert "HD Webcam" in finding.found


def udp_table(path, *ports):
    lines = ["  sl  local_address rem_address", *(f"   0: 00000000:{port:04X} 00000000:0000 07" for port in ports)]
    path.write_text("\n".join(lines) + "\n")
    return (path,)


def test_a_domain_in_use_names_a_free_one(tmp_path):
    tables = udp_table(tmp_path / "udp", 7400, 7400 + 250, 53)
    finding = ros_domain.check({}, tables)
    assert finding.state == "limited"
    assert "export ROS_DOMAIN_ID=2" in finding.mend
    assert ros_domain.check({"ROS_DOMAIN_ID": "7"}, tables).state == "ok"
    wrong = ros_domain.check({"ROS_DOMAIN_ID": "seven"}, tables)
    assert (wrong.state, wrong.found) == ("limited", "ROS_DOMAIN_ID is 'seven', not a number")
    assert ros_domain.domains_in_use(tables) == {0, 1}


def test_a_full_disk_is_told(tmp_path):
    assert disk.check(tmp_path, need_bytes=10**18).state == "limited"
    assert disk.check(tmp_path, need_bytes=1).state == "ok"
