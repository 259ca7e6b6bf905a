"""Short lockstep runs of the whole robot: each breaks one thing and asserts what was noticed, by whom and when."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from limphome.core import FaultSpec, LimphomeError, Mode
from limphome.resources import share_dir
from limphome.simulation.closed_loop import run


def modes(result):
    return [mode for _, mode, _ in result.log.modes]


def test_a_healthy_robot_starts_and_stays_nominal(short):
    result = run(short(), seed=1)
    assert modes(result) == [Mode.SAFE_STOP, Mode.NOMINAL]
    assert (result.false_alarms, result.false_causes) == (0, 0)
    assert (result.shown_s, result.detected_after_s) == (None, None)
    assert result.truth.contacts == 0
    assert result.truth.distance_m > 2.5


def test_a_round_trip_is_driven_and_no_faster_than_the_mission_asks_for(short):
    path = Path(short(4.0))
    path.write_text(re.sub(r"route: .*", "speed_mps: 0.3\nroute: [[0, 0], [6, 0], [0, 0]]", path.read_text()))
    result = run(str(path), seed=1)
    assert result.mission == "timeout"
    assert 0.5 < result.truth.distance_m < 0.3 * 4.0
    assert max(truth.v_mps for _, truth, _ in result.log.track) < 0.35


def test_a_network_that_calls_things_otherwise_drives_too(short, tmp_path):
    folder = shutil.copytree(share_dir() / "models" / "perception" / "yard_detector", tmp_path / "other")
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"person"', '"human"').replace('"crate"', '"pallet"'))
    result = run(short(), seed=1, model=folder)
    assert modes(result) == [Mode.SAFE_STOP, Mode.NOMINAL]


def test_one_seed_gives_one_digest_in_every_process(short):
    path = short(3.0)
    code = f"from limphome.simulation.closed_loop import run; print(run({path!r}, 5).digest())"
    elsewhere = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert run(path, seed=5).digest() == elsewhere
    assert run(path, seed=6).digest() != elsewhere


def test_a_damaged_network_that_answers_nan_is_no_network_that_sees_nobody(short, monkeypatch):
    from hanging import trapped

    damage = lambda model, severity, rng: trapped(model, always=True, nan=True)  # noqa: E731
    monkeypatch.setattr("limphome.simulation.lockstep_perception.bit_flip", damage)
    result = run(short(), 1, [FaultSpec.parse("model.bit_flip:5@2.5")])
    t_s, mode, reason = result.log.modes[2]
    assert (mode, reason) == (Mode.LIMP_HOME, "model_integrity: the model's bytes have changed since it was loaded")
    assert 2.5 < t_s < 2.8  # it is checked at once, not when the second is over
    assert "detections_stale" in [error.monitor for error in result.log.errors]
    assert max(seen.stamp_s for seen in result.log.detections) < 2.5


UNTOUCHED = ["camera.freeze", "camera.dirt", "camera.extrinsic_shift", "camera.clock_offset", "lidar.dropout", "model.bit_flip"]


@pytest.mark.parametrize("kind", [*UNTOUCHED, "actuation.weak_motor"])
def test_severity_0_changes_nothing_bit_for_bit(short, kind):
    path = short(2.0)
    assert run(path, 2, [FaultSpec.parse(f"{kind}:0@0.5")]).digest() == run(path, 2).digest()


NOTICED = [
    ("camera.blackout:5@2.5", Mode.LIMP_HOME, "camera", 0.6),
    ("camera.freeze:5@2.5", Mode.LIMP_HOME, "camera", 0.6),
    ("camera.noise:5@2.5", Mode.LIMP_HOME, "camera", 1.0),
    ("camera.blur:5@2.5", Mode.LIMP_HOME, "camera", 1.0),
    ("camera.rate_drop:5@2.5", Mode.LIMP_HOME, "camera", 1.0),
    ("camera.overexposure:5@2.5", Mode.LIMP_HOME, "overexposed", 0.6),
    ("camera.underexposure:5@2.5", Mode.LIMP_HOME, "too dark", 0.6),
    ("camera.colour_shift:5@2.5", Mode.LIMP_HOME, "colours", 0.6),
    ("camera.banding:5@2.5", Mode.LIMP_HOME, "banded", 0.6),
    ("camera.fog:5@2.5", Mode.LIMP_HOME, "veiled", 0.6),
    ("camera.clock_offset:5@2.5", Mode.LIMP_HOME, "camera_stale", 0.4),
    ("lidar.dropout:5@2.5", Mode.SAFE_STOP, "lidar", 0.6),
    ("model.bit_flip:3@2.5", Mode.LIMP_HOME, "model", 1.7),
    ("model.bit_flip:5@2.5", Mode.LIMP_HOME, "model", 0.4),  # its answers are no numbers any more
    ("compute.node_crash[perception]:5@2.5", Mode.LIMP_HOME, "detections", 0.6),
    ("compute.slow_inference:5@2.5", Mode.LIMP_HOME, "detections", 0.9),
    ("communication.drop[scan]:5@2.5", Mode.SAFE_STOP, "scan", 0.4),
    ("communication.delay[odom]:5@2.5", Mode.SAFE_STOP, "odometry", 0.4),
    ("communication.drop[camera/image_raw]:5@2.5", Mode.LIMP_HOME, "camera", 0.6),
]


@pytest.mark.parametrize(("fault", "mode", "word", "within_s"), NOTICED, ids=[row[0] for row in NOTICED])
def test_a_fault_at_full_severity_is_noticed_in_time_for_the_right_reason(short, fault, mode, word, within_s):
    result = run(short(), seed=3, faults=[FaultSpec.parse(fault)])
    shown_s = result.as_dict()["shown_s"]
    answers = [(time_s, reason) for time_s, entered, reason in result.log.modes if entered >= mode and time_s > 1.0]
    assert answers, "the mode that this fault demands was never entered"
    assert answers[0][0] - shown_s <= within_s
    assert any(word in reason for _, reason in answers), answers
    assert result.detected_after_s <= within_s
    assert result.false_alarms == 0


@pytest.mark.parametrize(
    ("scenario", "fault", "reason"),
    [
        ("clear_route", "camera.dirt:3@8", r"camera_soiled: something sticks to the lens: \d"),
        ("demo", "camera.extrinsic_shift:3@8", r"camera_aim: the camera is turned [56]\.\d degrees to the left"),
    ],
)
def test_mud_and_a_turned_camera_are_told_once_the_robot_has_driven_past_things(tmp_path, scenario, fault, reason):
    text = (share_dir() / "config" / "scenarios" / f"{scenario}.yaml").read_text()
    path = tmp_path / f"{scenario}.yaml"
    path.write_text(re.sub(r"duration_s: .*", "duration_s: 12.0", text))
    result = run(str(path), seed=3, faults=[FaultSpec.parse(fault)])
    (time_s, why), *_ = [(time_s, why) for time_s, mode, why in result.log.modes if mode == Mode.LIMP_HOME]
    assert re.match(reason, why), why
    assert 8.0 < time_s < 11.9
    assert (result.false_alarms, result.truth.contacts) == (0, 0)


def test_a_weak_motor_is_noticed_when_the_robot_falls_behind_its_command(short):
    result = run(short(8.0), seed=3, faults=[FaultSpec.parse("actuation.weak_motor:5@2.5")])
    assert any(verdict.component == "base" for verdict in result.log.errors)
    assert result.detected_after_s is not None


@pytest.mark.parametrize("node", ["gate", "safety_monitor", "pilot"])
def test_the_robot_stands_when_a_process_between_pilot_and_base_is_dead(short, node):
    result = run(short(5.0), seed=3, faults=[FaultSpec.parse(f"compute.node_crash[{node}]:5@2.5")])
    after = [truth for time_s, truth, _ in result.log.track if time_s > 2.5]
    standing = [truth.time_s for truth in after if abs(truth.v_mps) < 0.01]
    assert standing
    assert standing[0] < 2.5 + 0.3 + 0.25 + 0.8 / 1.5, "silence, the base's own watchdog, braking"
    assert max(abs(truth.v_mps) for truth in after if truth.time_s > standing[0]) < 0.02
    assert result.detected_after_s is not None
    assert result.detected_after_s <= 0.3


def test_a_healed_camera_brings_the_robot_back_to_nominal(short):
    result = run(short(8.0), seed=1, faults=[FaultSpec.parse("camera.freeze:5@2+1.5")])
    assert modes(result) == [Mode.SAFE_STOP, Mode.NOMINAL, Mode.LIMP_HOME, Mode.NOMINAL]


def test_the_robot_creeps_in_limp_home(short):
    result = run(short(7.0), seed=1, faults=[FaultSpec.parse("camera.blackout:5@2.5")])
    late = [truth.v_mps for time_s, truth, mode in result.log.track if time_s > 4.0 and mode == Mode.LIMP_HOME]
    assert late
    assert max(late) < 0.33


def test_what_does_not_exist_is_refused_before_anything_starts(short):
    with pytest.raises(LimphomeError, match="one of"):
        run(short(), faults=[FaultSpec.parse("camera.nonsense:1")])
    with pytest.raises(LimphomeError, match="clear_route"):
        run("no_such_scenario")
