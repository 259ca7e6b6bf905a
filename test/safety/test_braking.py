"""What a recording tells of a base's braking, against bases whose braking is known."""

import numpy as np
import pytest
from mcap.writer import Writer

from limphome.cli.recording.lockstep_recording import LockstepRecording
from limphome.core import CameraModel, Command, LimphomeError, Odometry, topics
from limphome.safety.braking import main, read, stops


def base(speed_mps, delay_s, braking_mps2, noise_mps=0.0, sign=1.0):
    """Commands and odometry of a base that drives, and is told to stop at 2.01 s."""
    command_times_s = np.arange(0.01, 6.0, 0.05)
    commands = np.stack([command_times_s, np.where(command_times_s < 2.0, sign * speed_mps, 0.0)], axis=1)
    times_s = np.arange(0.0, 6.0, 0.02)
    left = speed_mps - braking_mps2 * np.maximum(times_s - 2.01 - delay_s, 0.0)
    noise = np.random.default_rng(0).normal(0, noise_mps, len(times_s))
    return commands, np.stack([times_s, sign * np.maximum(left, 0.0) + noise * (left > 0)], axis=1)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(("speed", "delay", "braking"), [(0.8, 0.2, 1.5), (0.3, 0.0, 1.0), (2.0, 0.45, 0.6)])
def test_delay_braking_and_way_are_those_of_the_base(speed, delay, braking, sign):
    (stop,) = stops(*base(speed, delay, braking, sign=sign))
    assert stop.time_s == pytest.approx(2.01)
    assert stop.speed_mps == pytest.approx(speed, abs=0.03)
    assert stop.delay_s == pytest.approx(delay, abs=0.03)
    assert stop.braking_mps2 == pytest.approx(braking, rel=0.05)
    assert stop.way_m == pytest.approx(speed * delay + speed**2 / (2 * braking), abs=0.02)


def test_noise_of_the_wheels_is_borne():
    (stop,) = stops(*base(0.8, 0.2, 1.5, noise_mps=0.01))
    assert stop.braking_mps2 == pytest.approx(1.5, rel=0.15)
    assert stop.delay_s == pytest.approx(0.2, abs=0.06)


def test_who_is_let_go_again_or_creeps_tells_nothing():
    commands, odometry = base(0.8, 0.2, 1.5)
    commands[commands[:, 0] > 2.3, 1] = 0.5
    assert stops(commands, odometry) == []
    assert stops(*base(0.05, 0.2, 1.5)) == []


def test_recording_of_a_drive_is_read(tmp_path, capsys):
    path = tmp_path / "drive.mcap"
    recording = LockstepRecording(path, [], CameraModel())
    commands, odometry = base(0.8, 0.2, 1.5)
    for time_s, v_mps in commands.tolist():
        recording.observe(topics.COMMAND, Command(time_s, v_mps, 0.0), time_s)
    for time_s, v_mps in odometry.tolist():
        recording.observe(topics.ODOMETRY, Odometry(time_s, 0.0, 0.0, 0.0, v_mps, 0.0), time_s)
    recording.close()
    assert main([str(path)]) == 0
    assert "longest delay 0.2" in capsys.readouterr().out
    assert main([str(path), "--command", "/base/cmd_vel"]) == 1
    told = capsys.readouterr().err
    assert "no /base/cmd_vel in it" in told
    assert "one of /cmd_vel (geometry_msgs/msg/TwistStamped)" in told


def test_command_that_was_heard_as_another_type_is_named_with_the_mend(tmp_path, capsys):
    path = tmp_path / "drive.mcap"
    with open(path, "wb") as stream:
        writer = Writer(stream)
        writer.start()
        schema = writer.register_schema("geometry_msgs/msg/TwistStamped", "ros2msg", b"")
        writer.register_channel("/cmd_vel", "cdr", schema)
        writer.finish()
    assert main([str(path)]) == 1
    told = capsys.readouterr().err
    assert "/cmd_vel was heard as geometry_msgs/msg/TwistStamped, and nobody said one" in told
    assert "'/cmd_vel geometry_msgs/msg/Twist' in topics of recorder" in told


def test_file_that_is_no_recording_is_named(tmp_path, capsys):
    path = tmp_path / "drive.mcap"
    path.write_bytes(b"no recording")
    assert main([str(path)]) == 1
    assert str(path) in capsys.readouterr().err
    with pytest.raises(LimphomeError, match="No such file"):
        read(tmp_path / "none.mcap", "/cmd_vel", "/odom")


@pytest.mark.parametrize("speed", [0.11, 0.15, 0.19])
def test_a_slow_stop_is_told_too(speed):
    commands, odometry = base(speed, 0.2, 0.5)
    odometry[odometry[:, 1] < 0.02, 1] = 0.018  # wheels that never stand quite still
    (stop,) = stops(commands, odometry)
    assert stop.braking_mps2 == pytest.approx(0.5, rel=0.2)
    assert stop.delay_s == pytest.approx(0.2, abs=0.06)


def test_recording_of_a_recorder_that_died_tells_of_the_stops_before(tmp_path, capsys):
    path = tmp_path / "drive.mcap"
    recording = LockstepRecording(path, [], CameraModel())
    commands, odometry = base(0.8, 0.2, 1.5)
    for time_s in np.arange(0.0, 400.0, 6.0):
        for told_s, v_mps in commands.tolist():
            recording.observe(topics.COMMAND, Command(time_s + told_s, v_mps, 0.0), time_s + told_s)
        for told_s, v_mps in odometry.tolist():
            recording.observe(topics.ODOMETRY, Odometry(time_s + told_s, 0.0, 0.0, 0.0, v_mps, 0.0), time_s + told_s)
    recording.close()
    path.write_bytes(path.read_bytes()[:-10_000])
    assert main([str(path)]) == 0
    assert "longest delay 0.2" in capsys.readouterr().out
